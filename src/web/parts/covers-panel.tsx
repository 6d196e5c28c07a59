import { App, Button } from 'antd'
import { useState } from 'react'
import { customerCovers, endCover, voidCover } from '../../api/credit-covers.ts'
import { addDays } from '../../core/calendar.ts'
import { coversText } from '../../text/web/credit-covers.ts'
import { type ReplyOf, useLater, useSend } from '../api.ts'
import { useMay } from '../session.tsx'
import { CanButton } from '../ui/can-button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useText } from '../ui/language.tsx'
import { Money, moneyText } from '../ui/money.tsx'
import { Panel } from '../ui/page-head.tsx'
import { useToday } from '../ui/today.tsx'
import { useAsOf } from '../ui/url.tsx'
import './credit.css'
import { DayInput } from './day-input-later.tsx'
import './parts.css'
import { laterOpened } from '../ui/later.tsx'

const CoverDrawer = laterOpened(async () => (await import('./cover-drawer.tsx')).CoverDrawer)

type Covers = ReplyOf<typeof customerCovers>
type Item = Covers['items'][number]
const SOON_DAYS = 30

/** Insurance and guarantees, and what is owed without and with them, on the day looked at [C032]. */
export function CoversPanel({ customerId }: { customerId: string }) {
  const t = useText(coversText)
  const may = useMay()
  const asOf = useAsOf()
  const [adding, setAdding] = useState(false)
  const { data } = useLater(customerCovers, {
    params: { id: customerId },
    query: { asOf },
    enabled: may('credit.read'),
  })
  if (!data) return null
  return (
    <Panel
      title={t('panel')}
      extra={
        may('credit.policy') &&
        !asOf && (
          <CanButton size="small" can={data.can.record} onClick={() => setAdding(true)}>
            {t('add')}
          </CanButton>
        )
      }
    >
      {data.items.length === 0 ? <p className="bw-muted">{t('none')}</p> : <Figures covers={data} />}
      <Items covers={data} />
      <CoverDrawer open={adding} customerId={customerId} onClose={() => setAdding(false)} />
    </Panel>
  )
}

function Figures({ covers }: { covers: Covers }) {
  const t = useText(coversText)
  const lines: [string, number][] = [
    [t('gross'), covers.grossFen],
    [t('covered'), -covers.coveredFen],
    [t('net'), covers.netFen],
  ]
  return (
    <>
      <ul className="biz-outlooks">
        {lines.map(([label, fen]) => (
          <li key={label}>
            <span>{label}</span>
            <Money fen={fen} />
          </li>
        ))}
      </ul>
      {covers.overWithoutFen > 0 && (
        <p className="bw-warn">{t('overWithout', { amount: moneyText(covers.overWithoutFen) })}</p>
      )}
      <p className="bw-soft biz-hint">{t(covers.countsCover ? 'counted' : 'notCounted')}</p>
    </>
  )
}

function Items({ covers }: { covers: Covers }) {
  const t = useText(coversText)
  const { message } = App.useApp()
  const today = useToday()
  const isLive = covers.asOf === null && covers.can.record === true
  const [chosen, setChosen] = useState<{ item: Item; how: 'end' | 'void' } | null>(null)
  const [untilOn, setUntilOn] = useState<string | null>(null)
  const done = (word: 'ended' | 'removed') => () => {
    setChosen(null)
    void message.success(t(word))
  }
  const end = useSend(endCover, { onDone: done('ended') })
  const remove = useSend(voidCover, { onDone: done('removed') })
  const name = { provider: chosen?.item.provider ?? '' }
  return (
    <>
      <ul className="biz-outlooks">
        {covers.items.map((item) => (
          <li key={item.id}>
            <Words item={item} />
            <span className="biz-cover-side">
              <Left item={item} />
              {isLive && (
                <span className="bw-row">
                  {item.state !== 'ended' && (
                    <Button
                      type="link"
                      size="small"
                      onClick={() => {
                        setUntilOn(item.fromOn > today ? item.fromOn : today)
                        setChosen({ item, how: 'end' })
                      }}
                    >
                      {t('end')}
                    </Button>
                  )}
                  <Button type="link" size="small" onClick={() => setChosen({ item, how: 'void' })}>
                    {t('remove')}
                  </Button>
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <Confirm
        open={chosen?.how === 'end'}
        title={t('endTitle', name)}
        text={t('endText')}
        okText={t('end')}
        okDisabled={untilOn === null}
        busy={end.isPending}
        error={end.error}
        onOk={() => end.mutate({ params: { id: chosen!.item.id }, body: { untilOn: untilOn! } })}
        onCancel={() => setChosen(null)}
      >
        <DayInput
          value={untilOn}
          onChange={setUntilOn}
          from={chosen?.item.fromOn}
          to={chosen ? addDays(chosen.item.untilOn, -1) : undefined}
          clearable={false}
          label={t('untilOn')}
        />
      </Confirm>
      <Confirm
        open={chosen?.how === 'void'}
        title={t('removeTitle', name)}
        text={t('removeText')}
        okText={t('remove')}
        danger
        busy={remove.isPending}
        error={remove.error}
        onOk={() => remove.mutate({ params: { id: chosen!.item.id } })}
        onCancel={() => setChosen(null)}
      />
    </>
  )
}

function Words({ item }: { item: Item }) {
  const t = useText(coversText)
  const fill = {
    share: `${item.shareBp / 100}%`,
    cap: moneyText(item.capFen),
    deductible: moneyText(item.deductibleFen),
  }
  return (
    <span className={item.state === 'ended' ? 'bw-muted' : ''}>
      <strong>{item.provider}</strong> {t(`kind_${item.kind}`)}
      {item.wholeGroup && <span className="bw-near">{t('wholeGroupTag')}</span>}
      {item.policyNo && <span className="bw-soft"> {item.policyNo}</span>}
      <span className="bw-soft bw-block">
        {t(item.deductibleFen > 0 ? 'termsDeductible' : 'terms', fill)}
      </span>
      <span className="bw-soft bw-block">
        {item.fromOn} – {item.untilOn}
      </span>
      {item.exclusions && <span className="bw-soft bw-block">{item.exclusions}</span>}
    </span>
  )
}

function Left({ item }: { item: Item }) {
  const t = useText(coversText)
  if (item.state === 'ended') return <span className="bw-muted">{t('state_ended')}</span>
  if (item.state === 'ahead')
    return <span className="bw-soft">{t('state_ahead', { from: item.fromOn })}</span>
  return (
    <span className={item.daysLeft <= SOON_DAYS ? 'bw-warn' : 'bw-soft'}>
      {item.daysLeft === 0 ? t('lastDay') : t('daysLeft', { n: item.daysLeft })}
    </span>
  )
}
