import { BellOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Badge, Button } from 'antd'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { listAlerts } from '../../api/alerts.ts'
import { LIVE_PATH, type LiveEvent, listNotices } from '../../api/notify.ts'
import { shellText } from '../../text/web/shell.ts'
import { keyOf, type ReplyOf, refresh, useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useText } from '../ui/language.tsx'
import { useGo } from '../ui/url.tsx'
import type { Notice } from './notice.ts'

const NoticeDrawer = lazy(() =>
  import('./notice-drawer.tsx').then((module) => ({ default: module.NoticeDrawer })),
)

const QUERY = { query: { limit: 30 } }

/**
 * The bell: unread count, live; critical notices pop up over the page for those who must know at once
 * (C124).
 */
export function LiveBell() {
  const t = useText(shellText)
  const [open, setOpen] = useState(false)
  const [opened, setOpened] = useState(false)
  const notices = useLater(listNotices, QUERY)
  useLive()
  const unread = notices.data?.unread ?? 0
  return (
    <>
      <Badge count={unread} size="small" offset={[-3, 7]} overflowCount={99} className="bw-bell">
        <Button
          type="text"
          icon={<BellOutlined />}
          aria-label={unread > 0 ? `${t('notices')}: ${t('noticesUnread', { n: unread })}` : t('notices')}
          onClick={() => {
            setOpened(true)
            setOpen(true)
          }}
        />
      </Badge>
      {opened && (
        <Suspense>
          <NoticeDrawer
            open={open}
            onClose={() => setOpen(false)}
            rows={notices.data?.rows ?? []}
            unread={unread}
          />
        </Suspense>
      )}
    </>
  )
}

/**
 * Listens to the live stream; EventSource reconnects by itself and the list is fetched again when it
 * does.
 */
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
    actions: notice.url ? (
      <Button
        size="small"
        type="primary"
        onClick={() => {
          notification.destroy(notice.id)
          if (notice.url) go(notice.url)
        }}
      >
        {t('noticePop')}
      </Button>
    ) : undefined,
  })
}
