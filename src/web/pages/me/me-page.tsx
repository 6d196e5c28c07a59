import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { listSessions, revokeSession } from '../../../api/session.ts'
import { meText } from '../../../text/web/me.ts'
import { roleText } from '../../../text/web/roles.ts'
import { shellText } from '../../../text/web/shell.ts'
import { useData, useSend } from '../../api.ts'
import { useChooseLanguage } from '../../parts/choose-language.ts'
import { useMay, useSession } from '../../session.tsx'
import { ChangePassword } from '../../shell/change-password.tsx'
import { useLeave } from '../../shell/leave.ts'
import { menuFor } from '../../shell/menu.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { type Language, listMark, useLanguage, useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import { TextLink } from '../../ui/url.tsx'
import { NoticeForm } from './notice-form.tsx'
import './me.css'

export function MePage() {
  const t = useText(meText)
  const roles = useText(roleText)
  const shell = useText(shellText)
  const { user, org } = useSession()
  const { language } = useLanguage()
  const chooseLanguage = useChooseLanguage()
  const leave = useLeave()
  const phone = useIsPhone()
  const [changing, setChanging] = useState(false)
  return (
    <>
      <PageHead
        title={user.name}
        note={[org.name, user.departmentName, user.roles.map((role) => roles(role)).join(listMark())]
          .filter(Boolean)
          .join(' · ')}
        actions={
          <>
            {!org.isDemo && <Button onClick={() => setChanging(true)}>{shell('changePassword')}</Button>}
            <Button onClick={leave}>{shell('signOut')}</Button>
          </>
        }
      />
      {phone && <MorePages />}
      <Panel title={t('language')}>
        <Segmented<Language>
          value={language}
          onChange={chooseLanguage}
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Panel>
      <NoticeForm />
      <Sessions />
      <ChangePassword open={changing} onClose={() => setChanging(false)} />
    </>
  )
}

/** On a phone the bottom tabs hold five pages; the rest of the menu is here. */
function MorePages() {
  const t = useText(meText)
  const shell = useText(shellText)
  const may = useMay()
  return (
    <Panel title={t('more')}>
      <div className="bw-more-pages">
        {menuFor(may)
          .flatMap((group) => group.entries)
          .map((entry) => (
            <TextLink key={entry.href} href={entry.href}>
              {entry.icon}
              <span>{shell(entry.word)}</span>
            </TextLink>
          ))}
      </div>
    </Panel>
  )
}

function Sessions() {
  const t = useText(meText)
  const { items } = useData(listSessions)
  const revoke = useSend(revokeSession, { refresh: [listSessions] })
  return (
    <Panel title={t('sessions')}>
      <p className="bw-soft">{t('sessionsNote')}</p>
      <ErrorNote error={revoke.error} />
      <ul className="bw-sessions">
        {items.map((item) => (
          <li key={item.id}>
            <span>
              <strong>{deviceOf(item.userAgent)}</strong> <span className="bw-muted">{item.address}</span>
              {item.current && <span className="bw-tag bw-tag-accent">{t('thisDevice')}</span>}
              <span className="bw-muted bw-block">
                {t('lastSeen')} <Moment at={item.lastSeenAt} />
              </span>
            </span>
            {!item.current && (
              <Button size="small" danger onClick={() => revoke.mutate({ params: { id: item.id } })}>
                {t('revoke')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** "Chrome · Windows" out of a browser's long self-description. */
function deviceOf(agent: string): string {
  const program = ['Edg', 'wxwork', 'MicroMessenger', 'DingTalk', 'Lark', 'Firefox', 'Chrome', 'Safari'].find(
    (name) => agent.includes(name),
  )
  const system = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS', 'Linux'].find((name) =>
    agent.includes(name),
  )
  return [program, system].filter(Boolean).join(' · ') || agent.slice(0, 40) || '—'
}
