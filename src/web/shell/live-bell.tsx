import { BellOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useCallback, useEffect, useState } from 'react'
import { listAlerts } from '../../api/alerts.ts'
import { LIVE_PATH, type LiveEvent, listNotices } from '../../api/notify.ts'
import { shellText } from '../../text/web/shell.ts'
import { keyOf, type ReplyOf, refresh, useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useText } from '../ui/language.tsx'
import { later } from '../ui/later.tsx'
import type { Notice } from './notice.ts'

const NoticeDrawer = later(async () => (await import('./notice-drawer.tsx')).NoticeDrawer)

const NoticePops = later(async () => (await import('./notice-pops.tsx')).NoticePops)

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
  const [pops, setPops] = useState<readonly Notice[]>([])
  const [everPopped, setEverPopped] = useState(false)
  const onPop = useCallback((notice: Notice) => {
    setEverPopped(true)
    setPops((before) => [...before, notice])
  }, [])
  const onShown = useCallback(() => setPops([]), [])
  useLive(onPop)
  const unread = notices.data?.unread ?? 0
  return (
    <>
      <span className="bw-bell">
        <Button
          type="text"
          icon={<BellOutlined />}
          aria-label={unread > 0 ? `${t('notices')}: ${t('noticesUnread', { n: unread })}` : t('notices')}
          onClick={() => {
            setOpened(true)
            setOpen(true)
          }}
        />
        {unread > 0 && (
          <span className="bw-bell-count" aria-hidden>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </span>
      {everPopped && <NoticePops notices={pops} onShown={onShown} />}
      {opened && (
        <NoticeDrawer
          open={open}
          onClose={() => setOpen(false)}
          rows={notices.data?.rows ?? []}
          unread={unread}
        />
      )}
    </>
  )
}

/**
 * Listens to the live stream; EventSource reconnects by itself and the list is fetched again when it
 * does.
 */
function useLive(onPop: (notice: Notice) => void) {
  const client = useQueryClient()
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
      if (event.notice.popUp) onPop(event.notice as unknown as Notice)
    }
    for (const type of ['notice', 'unread', 'signedOut', 'message']) stream.addEventListener(type, onEvent)
    stream.addEventListener('open', () => void refresh(client, [listNotices]))
    return () => stream.close()
  }, [client, onPop])
}
