import { App, Button } from 'antd'
import { useState } from 'react'
import { endQuiet, listQuiet } from '../../../api/quiet.ts'
import { formatInstant } from '../../../core/calendar.ts'
import { quietText } from '../../../text/web/quiet.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useAsOf } from '../../ui/url.tsx'
import '../../parts/parts.css'

const QuietForm = laterOpened(async () => (await import('./quiet-form.tsx')).QuietForm)

type Reply = ReplyOf<typeof listQuiet>
type Period = Reply['rows'][number]

/** Says that some alerts disturb nobody just now, and leads to the periods (C128). */
export function QuietButton() {
  const t = useText(quietText)
  const asOf = useAsOf()
  const [isOpen, setOpen] = useState(false)
  const { data } = useLater(listQuiet, { query: asOf ? { asOf } : {} })
  if (!data || (data.rows.length === 0 && data.can.add !== true)) return null
  const now = data.rows.filter(({ state }) => state === 'now').length
  return (
    <>
      <Button onClick={() => setOpen(true)}>{now > 0 ? `${t('now')} ${now}` : t('title')}</Button>
      <QuietDrawer data={data} open={isOpen} onClose={() => setOpen(false)} />
    </>
  )
}

function QuietDrawer({ data, open, onClose }: { data: Reply; open: boolean; onClose: () => void }) {
  const t = useText(quietText)
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <FormDrawer open={open} title={t('title')} onClose={onClose}>
        <div className="bw-stack">
          <p className="bw-soft">{t('intro')}</p>
          {data.can.add === true && (
            <div>
              <Button type="primary" onClick={() => setAdding(true)}>
                {t('add')}
              </Button>
            </div>
          )}
          {data.rows.length === 0 ? (
            <EmptyState title={t('title')} text={t('none')} />
          ) : (
            <ul className="biz-steps">
              {data.rows.map((row) => (
                <QuietLine key={row.id} row={row} />
              ))}
            </ul>
          )}
        </div>
      </FormDrawer>
      <QuietForm choices={data} open={isAdding} onClose={() => setAdding(false)} />
    </>
  )
}

function QuietLine({ row }: { row: Period }) {
  const t = useText(quietText)
  const both = useBoth()
  const { message } = App.useApp()
  const [isAsking, setAsking] = useState(false)
  const end = useSend(endQuiet, {
    refresh: [listQuiet],
    onDone: () => {
      setAsking(false)
      void message.success(t('ended'))
    },
  })
  const tone = row.state === 'now' ? 'bw-tag bw-tag-warn' : 'bw-tag'
  return (
    <li>
      <div className="bw-row bw-wrap">
        <span className={tone}>{t(row.state)}</span>
        <strong>{row.about ? both(row.about) : t('whole')}</strong>
        {!row.sparesUrgent && <span className="bw-tag">{t('allQuiet')}</span>}
        {row.held > 0 && <span className="bw-soft">{t('held', { n: row.held })}</span>}
      </div>
      <div className="bw-soft bw-num">
        {formatInstant(row.from)} – {formatInstant(row.endedAt ?? row.until)}
      </div>
      <div className="bw-soft">{t('by', { who: row.by, reason: row.reason })}</div>
      {row.state !== 'over' && row.can.end !== 'forbidden' && (
        <CanButton size="small" can={row.can.end} onClick={() => setAsking(true)}>
          {t('end')}
        </CanButton>
      )}
      <Confirm
        open={isAsking}
        title={t('endTitle')}
        text={t('endText')}
        okText={t('end')}
        busy={end.isPending}
        error={end.error}
        onOk={() => end.mutate({ params: { id: row.id } })}
        onCancel={() => setAsking(false)}
      />
    </li>
  )
}
