import { Button } from 'antd'
import { useState } from 'react'
import { readCash } from '../../../api/cash.ts'
import { cashText } from '../../../text/web/cash.ts'
import { useData } from '../../api.ts'
import '../../parts/parts.css'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { useUrl } from '../../ui/url.tsx'
import './cash.css'
import { laterOpened } from '../../ui/later.tsx'
import { FinancingPanel } from './financing.tsx'
import { Outflows } from './outflows.tsx'
import { type Cash, cashQuery } from './queries.ts'
import { SlowingPanel } from './slowing.tsx'
import { WeekDrawer } from './week-drawer.tsx'
import { WeeksPanel } from './weeks.tsx'

const BalanceDrawer = laterOpened(async () => (await import('./balance-drawer.tsx')).BalanceDrawer)
const OutflowDrawer = laterOpened(async () => (await import('./outflow-drawer.tsx')).OutflowDrawer)
const OutflowPaste = laterOpened(async () => (await import('./outflow-paste.tsx')).OutflowPaste)

/** What comes in and goes out over thirteen weeks, and the day on which least is in hand [C102 C103]. */
export function CashPage() {
  const t = useText(cashText)
  const { values } = useUrl()
  const cash = useData(readCash, { query: cashQuery(values) })
  const [shown, setShown] = useState<'balance' | 'outflow' | 'paste' | null>(null)
  const close = () => setShown(null)
  const writes = cash.can.edit === true
  return (
    <>
      <LookingBackBanner reading={cash.reading} />
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          <>
            <AsOfPicker />
            {writes && (
              <>
                <Button onClick={() => setShown('outflow')}>{t('addOutflow')}</Button>
                <Button type="primary" onClick={() => setShown('balance')}>
                  {t('editBalance')}
                </Button>
              </>
            )}
          </>
        }
      />
      <div className="bw-stack">
        <Figures cash={cash} />
        <WeeksPanel cash={cash} />
        <SlowingPanel cash={cash} />
        <Outflows writes={writes} onPaste={() => setShown('paste')} />
        <FinancingPanel />
        <Basis cash={cash} />
      </div>
      <WeekDrawer />
      <BalanceDrawer open={shown === 'balance'} cash={cash} onClose={close} />
      <OutflowDrawer open={shown === 'outflow'} onClose={close} />
      <OutflowPaste open={shown === 'paste'} onClose={close} />
    </>
  )
}

function Figures({ cash }: { cash: Cash }) {
  const t = useText(cashText)
  const { balance } = cash
  const sum = (key: 'expectedFen' | 'outFen') => cash.weeks.reduce((all, week) => all + week[key], 0)
  return (
    <StatRow>
      <StatCard
        label={t('inHand')}
        value={balance ? <Money fen={balance.nowFen} short /> : t('inHandNone')}
        note={
          balance
            ? t('inHandNote', {
                on: balance.on,
                typed: moneyText(balance.amountFen),
                came: moneyText(balance.inFen),
                went: moneyText(balance.outFen),
              })
            : t('inHandNoneNote')
        }
      />
      <StatCard
        label={t('expected')}
        value={<Money fen={sum('expectedFen')} short />}
        note={t('expectedNote', {
          open: moneyText(cash.openFen),
          later: moneyText(cash.laterFen),
          unknown: moneyText(cash.unknownFen),
        })}
      />
      <StatCard label={t('out')} value={<Money fen={sum('outFen')} short />} note={t('outNote')} />
      <StatCard
        label={balance ? t('lowest') : t('change')}
        value={<Money fen={cash.lowest.fen} short />}
        note={
          <>
            {balance
              ? t('lowestNote', { on: cash.lowest.on, floor: moneyText(balance.floorFen) })
              : cash.lowest.on}
            {balance &&
              cash.shortfallFen > 0 &&
              ` · ${t('shortfall', { fen: moneyText(cash.shortfallFen) })}`}
          </>
        }
        {...(balance && cash.shortfallFen > 0 ? { tone: 'danger' as const } : {})}
      />
    </StatRow>
  )
}

/** Under so many payments a habit is hardly one (law 11). */
const FEW_PAID = 30

function Basis({ cash }: { cash: Cash }) {
  const t = useText(cashText)
  const { n, kept } = cash.promises
  return (
    <Panel title={t('basis')}>
      <ul className="biz-basis bw-soft">
        <li>{t(cash.paidCount < FEW_PAID ? 'basisFewHabits' : 'basisHabits', { n: cash.paidCount })}</li>
        <li>{n === 0 ? t('basisPromisesNone') : t('basisPromises', { n, kept })}</li>
        <li>{t('basisBand')}</li>
        <li>
          {t('basisUnknown', {
            n: cash.unknownCount,
            fen: moneyText(cash.unknownFen),
            disputed: moneyText(cash.disputedFen),
          })}
        </li>
      </ul>
    </Panel>
  )
}
