import { PlusOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { listChannels, removeChannel } from '../../../api/notify.ts'
import { listDepartments } from '../../../api/people.ts'
import { formatInstant } from '../../../core/calendar.ts'
import { explainAnswer } from '../../../text/notify-answers.ts'
import { channelsText } from '../../../text/web/settings-channels.ts'
import { useData, useLater, useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Moment } from '../../ui/day.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { AreaHead } from './area-head.tsx'
import type { Channel } from './channel-settings.ts'
import { ChannelTest } from './channel-test.tsx'
import { MessageAddress } from './message-address.tsx'

const ChannelDrawer = laterOpened(async () => (await import('./channel-drawer.tsx')).ChannelDrawer)

type Doing = { what: 'edit' | 'test' | 'remove'; channel: Channel } | { what: 'add' } | null

export function Channels() {
  const t = useText(channelsText)
  const { message } = App.useApp()
  const { rows } = useData(listChannels)
  const [doing, setDoing] = useState<Doing>(null)
  const close = () => setDoing(null)
  const remove = useSend(removeChannel, {
    onDone: () => {
      close()
      void message.success(t('removed'))
    },
  })
  const picked = (what: 'edit' | 'test' | 'remove') => (doing?.what === what ? doing.channel : null)
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setDoing({ what: 'add' })}>
      {t('add')}
    </Button>
  )
  return (
    <>
      <AreaHead title={t('title')} note={t('note')} action={rows.length > 0 && add} />
      {rows.length === 0 && (
        <div className="bw-table-empty">
          <EmptyState title={t('emptyTitle')} text={t('emptyText')} action={add} />
        </div>
      )}
      <MessageAddress />
      <div className="biz-channels">
        {rows.map((channel) => (
          <ChannelCard key={channel.id} channel={channel} onDo={setDoing} />
        ))}
      </div>
      <ChannelDrawer
        open={doing?.what === 'add' || doing?.what === 'edit'}
        channel={picked('edit')}
        onClose={close}
      />
      <ChannelTest channel={picked('test')} onClose={close} />
      <Confirm
        open={doing?.what === 'remove'}
        title={t('removeTitle', { name: picked('remove')?.name ?? '' })}
        text={t('removeText')}
        okText={t('remove')}
        danger
        busy={remove.isPending}
        error={remove.error}
        onOk={() => {
          const channel = picked('remove')
          if (channel) remove.mutate({ params: { id: channel.id } })
        }}
        onCancel={close}
      />
    </>
  )
}

const TONES = {
  ok: 'bw-tag bw-tag-accent',
  paused: 'bw-tag bw-tag-danger',
  broken: 'bw-tag bw-tag-danger',
  off: 'bw-tag',
  untested: 'bw-tag bw-tag-warn',
} as const

function ChannelCard({ channel, onDo }: { channel: Channel; onDo: (doing: Doing) => void }) {
  const t = useText(channelsText)
  const { data } = useLater(listDepartments)
  const { health, audience, can } = channel
  const department = data?.items.find((one) => one.id === audience.departmentId)?.name
  return (
    <section className="biz-channel" data-on={channel.enabled}>
      <header>
        <div>
          <h3>{channel.name}</h3>
          <span className="bw-muted">{t(channel.kind)}</span>
        </div>
        <span className={TONES[health.state]}>{t(`state_${health.state}`)}</span>
      </header>
      <p className="bw-soft">
        {t('audienceOf', { who: department ?? t('wholeCompany'), from: t(`sev${audience.minSeverity}`) })}
        {audience.brief && ` · ${t('withBrief')}`}
      </p>
      <p className="bw-muted">
        {health.lastSentAt ? (
          <>
            {t('lastSent')} <Moment at={health.lastSentAt} />
          </>
        ) : (
          t('neverSent')
        )}
      </p>
      {health.failures > 0 && (
        <p className="bw-danger">
          {t('failures', { n: health.failures })} {health.message}
          {health.pausedUntil && ` · ${t('pausedUntil', { at: formatInstant(health.pausedUntil) })}`}
        </p>
      )}
      {health.state === 'broken' && <WhyBroken channel={channel} />}
      <footer className="bw-row bw-wrap">
        <CanButton can={can.test} type="primary" ghost onClick={() => onDo({ what: 'test', channel })}>
          {t('test')}
        </CanButton>
        <CanButton can={can.change} onClick={() => onDo({ what: 'edit', channel })}>
          {t('edit')}
        </CanButton>
        <CanButton can={can.remove} type="text" danger onClick={() => onDo({ what: 'remove', channel })}>
          {t('remove')}
        </CanButton>
      </footer>
    </section>
  )
}

/** What the provider said, in words, and what ends it: saving the mended channel switches it on again. */
function WhyBroken({ channel: { kind, health } }: { channel: Channel }) {
  const t = useText(channelsText)
  const { language } = useLanguage()
  const code = health.code ?? ''
  const message = health.message ?? ''
  const answer = { channel: kind, outcome: 'channelDisabled', code, message }
  const { explanation, whatToDo } = explainAnswer(language === 'en' ? 'en' : 'zh-CN', answer)
  return (
    <div className="bw-stack">
      <p className="bw-danger">
        {explanation} <small className="bw-muted">{`${code} ${message}`}</small>
      </p>
      <p>
        <strong>{t('whatToDo')}</strong> {whatToDo} {t('mendSave')}
      </p>
    </div>
  )
}
