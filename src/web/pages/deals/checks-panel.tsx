import { CheckCircleFilled, MinusCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { type DealCheck, listDealChecks, markDealCheck, unmarkDealCheck } from '../../../api/deal-checks.ts'
import { dealChecksText } from '../../../text/web/deal-checks.ts'
import { useLater, useSend } from '../../api.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'

const REFRESH = [listDealChecks]

type Deal = { id: string; outcome: 'open' | 'won' | 'lost' | 'undated' }

/** What is gone through with every deal (C052): the current stage first in mind, the others below. */
export function ChecksPanel({ deal, asOf }: { deal: Deal; asOf: string | undefined }) {
  const t = useText(dealChecksText)
  const both = useBoth()
  const { data } = useLater(listDealChecks, { params: { id: deal.id }, query: { asOf } })
  if (!data || data.stages.length === 0) return null
  const isOpen = deal.outcome !== 'won' && deal.outcome !== 'lost'
  // What stands between it and the next stage; of a won deal, all that was left behind.
  const asked = data.stages.filter(({ isCurrent }) => isCurrent || deal.outcome === 'won')
  const left = asked.flatMap(({ items }) => items).filter(({ state }) => state === 'open').length
  return (
    <Panel
      title={t('title')}
      extra={
        asked.length > 0 && (
          <span className={left > 0 ? 'bw-tag bw-tag-warn' : 'bw-tag'}>
            {left > 0 ? t(isOpen ? 'left' : 'leftBehind', { n: left }) : t('allDone')}
          </span>
        )
      }
    >
      {isOpen && left > 0 && <p className="bw-soft">{t('note')}</p>}
      {data.stages.map((stage) => (
        <section key={stage.id} className="biz-checks" aria-label={both(stage.name)}>
          <h3 className={stage.isCurrent ? '' : 'bw-muted'}>{both(stage.name)}</h3>
          <ul>
            {stage.items.map((item) => (
              <CheckLine key={item.id} dealId={deal.id} item={item} />
            ))}
          </ul>
        </section>
      ))}
    </Panel>
  )
}

function CheckLine({ dealId, item }: { dealId: string; item: DealCheck }) {
  const t = useText(dealChecksText)
  const both = useBoth()
  const [skipping, setSkipping] = useState(false)
  const mark = useSend(markDealCheck, { refresh: REFRESH, onDone: () => setSkipping(false) })
  const undo = useSend(unmarkDealCheck, { refresh: REFRESH })
  const params = { id: dealId, checkId: item.id }
  const title = both(item.title)
  return (
    <li data-state={item.state}>
      <span className="biz-check-mark" aria-hidden>
        {item.state === 'open' ? null : item.state === 'skipped' ? (
          <MinusCircleOutlined />
        ) : (
          <CheckCircleFilled />
        )}
      </span>
      <span className="biz-check-words">
        <span>{title}</span>
        <Note item={item} />
        {item.by && (
          <span className="bw-muted">
            <Person name={item.by.name} /> <Moment at={item.at} />
          </span>
        )}
        <ErrorNote error={skipping ? null : (mark.error ?? undo.error)} />
      </span>
      <span className="bw-row">
        {item.state === 'open' && item.can.done === true && (
          <Button
            size="small"
            loading={mark.isPending}
            aria-label={`${t('done')} ${title}`}
            onClick={() => mark.mutate({ params, body: { state: 'done' } })}
          >
            {t('done')}
          </Button>
        )}
        {item.state === 'open' && item.can.skip === true && (
          <Button
            size="small"
            type="text"
            aria-label={`${t('skip')} ${title}`}
            onClick={() => setSkipping(true)}
          >
            {t('skip')}
          </Button>
        )}
        {item.by !== null && item.can.undo === true && (
          <Button
            size="small"
            type="text"
            loading={undo.isPending}
            aria-label={`${t('undo')} ${title}`}
            onClick={() => undo.mutate({ params })}
          >
            {t('undo')}
          </Button>
        )}
      </span>
      <Confirm
        open={skipping}
        title={t('skipTitle', { title })}
        text={t('skipText')}
        okText={t('skip')}
        reason="required"
        busy={mark.isPending}
        error={mark.error}
        onOk={(reason) => mark.mutate({ params, body: { state: 'skipped', reason } })}
        onCancel={() => {
          setSkipping(false)
          mark.reset()
        }}
      />
    </li>
  )
}

function Note({ item }: { item: DealCheck }) {
  const t = useText(dealChecksText)
  if (item.state === 'skipped')
    return <span className="bw-soft">{t('state_skipped', { reason: item.reason })}</span>
  if (item.state === 'proven') return <span className="bw-soft">{t('state_proven')}</span>
  const notes = [
    ...(item.proof ? [t(`seen_${item.proof}`)] : []),
    ...(item.skipBy === 'responsible' ? [] : [t(`skip_${item.skipBy}`)]),
  ]
  return notes.length === 0 ? null : <span className="bw-soft">{notes.join(' · ')}</span>
}
