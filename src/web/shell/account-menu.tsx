import { GlobalOutlined, KeyOutlined, LogoutOutlined, SwapOutlined, UserOutlined } from '@ant-design/icons'
import { Dropdown } from 'antd'
import { useState } from 'react'
import { signOut } from '../../api/session.ts'
import { roleText } from '../../text/web/roles.ts'
import { shellText } from '../../text/web/shell.ts'
import { useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { useSession } from '../session.tsx'
import { useLanguage, useText } from '../ui/language.tsx'
import { Person } from '../ui/person.tsx'
import { useGo } from '../ui/url.tsx'
import { ChangePassword } from './change-password.tsx'

/** Who I am, my language, my password, the way out. */
export function AccountMenu() {
  const t = useText(shellText)
  const roles = useText(roleText)
  const { language, setLanguage } = useLanguage()
  const { user, org } = useSession()
  const go = useGo()
  const leave = useLeave()
  const [changing, setChanging] = useState(false)
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'me', icon: <UserOutlined />, label: t('me'), onClick: () => go(paths.me()) },
            {
              key: 'language',
              icon: <GlobalOutlined />,
              label: t('switchLanguage'),
              onClick: () => setLanguage(language === 'zh' ? 'en' : 'zh'),
            },
            ...(org.isDemo
              ? [{ key: 'persona', icon: <SwapOutlined />, label: t('switchPersona'), onClick: leave }]
              : [
                  {
                    key: 'password',
                    icon: <KeyOutlined />,
                    label: t('changePassword'),
                    onClick: () => setChanging(true),
                  },
                ]),
            { type: 'divider' as const },
            { key: 'out', icon: <LogoutOutlined />, label: t('signOut'), onClick: leave },
          ],
        }}
      >
        <button type="button" className="bw-account">
          <Person name={user.name} note={user.roles.map((role) => roles(role)).join('·')} />
        </button>
      </Dropdown>
      <ChangePassword open={changing} onClose={() => setChanging(false)} />
    </>
  )
}

/** Signing out forgets everything the page holds: the next person starts from nothing. */
export function useLeave(): () => void {
  const send = useSend(signOut, { onDone: () => window.location.assign(paths.signIn()) })
  return () => send.mutate({})
}
