import { BellOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Badge, Button, Drawer } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { listAlerts } from '../../api/alerts.ts'
import { LIVE_PATH, type LiveEvent, listNotices, readNotices } from '../../api/notify.ts'
import { shellText } from '../../text/web/shell.ts'
import { keyOf, type ReplyOf, refresh, useLater, useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { Moment } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { Money } from '../ui/money.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { Severity } from '../ui/severity.tsx'
import { useGo } from '../ui/url.tsx'

type Notice = ReplyOf<typeof listNotices>['rows'][number]
const QUERY = { query: { limit: 30 } }

/** The bell: unread count, live; critical notices pop up over the page for those who must know at once (C124). */
export function LiveBell() {
  const t = useText(shellText)
  const [open, setOpen] = useState(false)
  const notices = useLater(listNotices, QUERY)
  useLive()
  const unread = notices.data?.unread ?? 0
  return (
    <>
      <Badge count={unread} size="small" offset={[-6, 6]}>
        <Button
          type="text"
          icon={<BellOutlined />}
          aria-label={unread > 0 ? `${t('notices')}: ${t('noticesUnread', { n: unread })}` : t('notices')}
          onClick={() => setOpen(true)}
        />
      </Badge>
      <NoticeDrawer
        open={open}
        onClose={() => setOpen(false)}
        rows={notices.data?.rows ?? []}
        unread={unread}
      />
    </>
  )
}

function NoticeDrawer(props: { open: boolean; onClose: () => void; rows: Notice[]; unread: number }) {
  const t = useText(shellText)
  const go = useGo()
  const read = useSend(readNotices, { refresh: [listNotices] })
  const follow = (notice: Notice) => {
    if (notice.readAt === null) read.mutate({ body: { ids: [notice.id] } })
    props.onClose()
    if (notice.alertId) go(paths.alert(notice.alertId))
  }
  const newest = props.rows[0]
  return (
    <Drawer
      open={props.open}
      onClose={props.onClose}
      title={t('notices')}
      size={420}
      styles={{ body: { padding: 0 } }}
      extra={
        props.unread > 0 &&
        newest && (
          <Button size="small" type="link" onClick={() => read.mutate({ body: { upTo: newest.at } })}>
            {t('noticesReadAll')}
          </Button>
        )
      }
    >
      {props.rows.length === 0 && <EmptyState title={t('noticesNone')} />}
      {props.rows.map((notice) => (
        <button
          type="button"
          key={notice.id}
          className={`bw-notice${notice.readAt === null ? ' bw-notice-new' : ''}`}
          onClick={() => follow(notice)}
        >
          <span className="bw-notice-top">
            <Severity level={notice.severity} plain />
            <strong>{notice.customer?.name ?? notice.title}</strong>
            {notice.amountFen !== null && <Money fen={notice.amountFen} short />}
          </span>
          <span>{notice.customer ? notice.title : notice.reason}</span>
          {notice.customer && <span className="bw-soft">{notice.reason}</span>}
          {notice.nextStep && <span className="bw-notice-next">{notice.nextStep}</span>}
          <span className="bw-muted">
            <Moment at={notice.at} />
          </span>
        </button>
      ))}
    </Drawer>
  )
}

/** Listens to the live stream; EventSource reconnects by itself and the list is fetched again when it does. */
function useLive() {
  const client = useQueryClient()
  const { notification } = App.useApp()
  const go = useGo()
  const t = useText(shellText)
  const tools = useRef({ notification, go, t })
  tools.current = { notification, go, t }
  useEffect(() => {
    const stream = new EventSource(LIVE_PATH)
    const onEvent = (message: MessageEvent<string>) => {
      const event = JSON.parse(message.data) as LiveEvent
      if (event.type === 'signedOut') return window.location.assign(paths.signIn())
      client.setQueryData<ReplyOf<typeof listNotices>>(keyOf(listNotices, QUERY), (before) =>
        before ? { ...before, unread: event.unread } : before,
      )
      if (event.type !== 'notice') return
      void refresh(client, [listNotices, listAlerts])
      if (event.notice.popUp) popUp(event.notice as unknown as Notice, tools.current)
    }
    for (const type of ['notice', 'unread', 'signedOut', 'message']) stream.addEventListener(type, onEvent)
    stream.addEventListener('open', () => void refresh(client, [listNotices]))
    return () => stream.close()
  }, [client])
}

type Tools = {
  notification: ReturnType<typeof App.useApp>['notification']
  go: (href: string) => void
  t: (key: 'noticePop') => string
}

function popUp(notice: Notice, { notification, go, t }: Tools) {
  notification.warning({
    key: notice.id,
    title: notice.customer ? `${notice.customer.name} · ${notice.title}` : notice.title,
    description: notice.reason,
    duration: 0,
    placement: 'topRight',
    actions: notice.alertId ? (
      <Button
        size="small"
        type="primary"
        onClick={() => {
          notification.destroy(notice.id)
          if (notice.alertId) go(paths.alert(notice.alertId))
        }}
      >
        {t('noticePop')}
      </Button>
    ) : undefined,
  })
}
