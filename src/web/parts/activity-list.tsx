import { AudioOutlined, PaperClipOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { voidActivity } from '../../api/customers.ts'
import { downloadFile } from '../../api/files.ts'
import { dayOf } from '../../core/calendar.ts'
import { formsText } from '../../text/web/forms.ts'
import { urlOf, useSend } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Moment } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { Timeline } from '../ui/timeline.tsx'
import { useToday } from '../ui/today.tsx'

export type ActivityShown = {
  id: string
  kind: string
  summary: string
  occurredAt: number
  nextOn: string | null
  user: { id: string; name: string }
  dealTitle?: string | null
  files?: readonly { id: string; name: string; mime: string }[]
}

/** Follow-ups, newest first; an agreed day that passed with nothing noted since is said in red. */
export function ActivityList({
  items,
  mayUndo,
}: {
  items: readonly ActivityShown[]
  /** The person who may take back their own entries; null while looking back. */
  mayUndo: string | null
}) {
  const t = useText(formsText)
  const today = useToday()
  const { message } = App.useApp()
  const [undoing, setUndoing] = useState<string | null>(null)
  const undo = useSend(voidActivity, {
    onDone: () => {
      setUndoing(null)
      void message.success(t('undo'))
    },
  })
  if (items.length === 0) return <EmptyState title={t('noActivities')} text={t('noActivitiesText')} />
  const newest = items[0]
  return (
    <>
      <Timeline
        items={items.map((item) => {
          const missed = item === newest && item.nextOn !== null && item.nextOn < today
          return {
            key: item.id,
            at: <Moment at={item.occurredAt} />,
            title: (
              <span className="bw-row bw-wrap">
                <span className="bw-tag">{kindWord(t, item.kind)}</span>
                <strong>{item.user.name}</strong>
                {item.nextOn && (
                  <span className={missed ? 'bw-danger' : 'bw-muted'}>
                    {t(missed ? 'nextMissed' : 'nextAt', { day: item.nextOn })}
                  </span>
                )}
                {mayUndo === item.user.id && dayOf(item.occurredAt) === today && (
                  <Button size="small" type="link" className="biz-quiet" onClick={() => setUndoing(item.id)}>
                    {t('undo')}
                  </Button>
                )}
              </span>
            ),
            text: (
              <>
                {item.summary}
                {item.dealTitle && <div className="bw-muted">{t('onDeal', { title: item.dealTitle })}</div>}
                <Attached files={item.files ?? []} />
              </>
            ),
            ...(missed ? { tone: 'danger' as const } : item === newest ? { tone: 'accent' as const } : {}),
          }
        })}
      />
      <Confirm
        open={undoing !== null}
        title={t('undoActivityTitle')}
        text={t('undoActivityText')}
        okText={t('undo')}
        reason="required"
        busy={undo.isPending}
        error={undo.error}
        onOk={(reason) => undoing && undo.mutate({ params: { id: undoing }, body: { reason } })}
        onCancel={() => setUndoing(null)}
      />
    </>
  )
}

/** Always a download: what somebody sent is never shown inside our own page. */
function Attached({ files }: { files: NonNullable<ActivityShown['files']> }) {
  if (files.length === 0) return null
  return (
    <div className="bw-row bw-wrap">
      {files.map(({ id, name, mime }) => (
        <a key={id} href={urlOf(downloadFile, { params: { id } })} download>
          {mime.startsWith('audio/') ? <AudioOutlined /> : <PaperClipOutlined />} {name}
        </a>
      ))}
    </div>
  )
}

const KIND_WORDS = { call: 'call', visit: 'visit', wechat: 'wechat', mail: 'mail', other: 'other' } as const

function kindWord(t: (key: 'call' | 'visit' | 'wechat' | 'mail' | 'other') => string, kind: string): string {
  return t(KIND_WORDS[kind as keyof typeof KIND_WORDS] ?? 'other')
}
