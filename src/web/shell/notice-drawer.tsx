import { Button, Drawer } from 'antd'
import { listNotices, readNotices } from '../../api/notify.ts'
import { shellText } from '../../text/web/shell.ts'
import { useSend } from '../api.ts'
import { Moment } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { Money } from '../ui/money.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { Severity } from '../ui/severity.tsx'
import { useGo } from '../ui/url.tsx'
import type { Notice } from './notice.ts'

/** My notices, newest first; each says everything without the link. */
export function NoticeDrawer(props: { open: boolean; onClose: () => void; rows: Notice[]; unread: number }) {
  const t = useText(shellText)
  const go = useGo()
  const read = useSend(readNotices, { refresh: [listNotices] })
  const follow = (notice: Notice) => {
    if (notice.readAt === null) read.mutate({ body: { ids: [notice.id] } })
    props.onClose()
    if (notice.url) go(notice.url)
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
