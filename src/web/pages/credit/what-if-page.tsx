import { creditWhatIf } from '../../../api/credit-what-if.ts'
import { FEWEST_FOR_SHARE } from '../../../core/credit/replay-outcome.ts'
import { whatIfText } from '../../../text/web/credit-what-if.ts'
import { fromUrl, type ReplyOf, useData } from '../../api.ts'
import '../../parts/credit.css'
import '../../parts/parts.css'
import { useNetWords } from '../../parts/net-words.ts'
import { paths } from '../../paths.ts'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { useUrl } from '../../ui/url.tsx'
import './credit.css'

// The answer comes first; what else could be asked, and the orders one by one, after it.
const WhatIfForm = later(async () => (await import('./what-if-form.tsx')).WhatIfForm)
const WhatIfRows = later(async () => (await import('./what-if-rows.tsx')).WhatIfRows)

type Answer = ReplyOf<typeof creditWhatIf>

/** "Had this limit or term applied": the company's own orders against its own gate [I11 C021 C023]. */
export function WhatIfPage() {
  const t = useText(whatIfText)
  const { values } = useUrl()
  const answer = useData(creditWhatIf, { query: fromUrl(creditWhatIf, values) })
  return (
    <>
      <LookingBackBanner reading="known" />
      <PageHead
        back={{ href: paths.credit(), label: t('back') }}
        title={t('title')}
        note={t('note')}
        actions={<AsOfPicker />}
      />
      <div className="bw-stack">
        <Panel>
          <WhatIfForm answer={answer} />
        </Panel>
        {answer.effect.asked.n === 0 ? (
          <EmptyState title={t('noSales')} text={t('noSalesText')} />
        ) : (
          <>
            <Sentence answer={answer} />
            <Cards answer={answer} />
            <div className="bw-grid-2">
              <div>
                <Sum answer={answer} />
              </div>
              <div>
                <Cannot answer={answer} />
              </div>
            </div>
            <WhatIfRows answer={answer} />
          </>
        )}
      </div>
    </>
  )
}

function Sentence({ answer: { effect, asItIs, from, to } }: { answer: Answer }) {
  const t = useText(whatIfText)
  const netWords = useNetWords()
  const fill = { from, to, asked: effect.asked.n, askedFen: moneyText(effect.asked.fen) }
  return (
    <p className="biz-what-if-answer">
      <strong>
        {effect.stopped.n === 0
          ? t('answerNone', fill)
          : t('answer', {
              ...fill,
              n: effect.stopped.n,
              fen: moneyText(effect.stopped.fen),
              net: netWords(effect),
            })}
      </strong>{' '}
      <span className="bw-soft">
        {t('answerNow', {
          n: asItIs.stopped.n,
          fen: moneyText(asItIs.stopped.fen),
          net: netWords(asItIs),
        })}
      </span>
    </p>
  )
}

/** One card per ending; each opens its orders (law 9). */
function Cards({ answer: { effect, lateDays } }: { answer: Answer }) {
  const t = useText(whatIfText)
  const { values } = useUrl()
  const share = useShare()
  const { byOutcome, byHold, stopped, waited } = effect
  const rows = (part: string) => paths.creditWhatIf({ ...values, part, page: undefined })
  const endings = [
    { part: 'unpaid', label: t('unpaid'), of: byOutcome.unpaid, tone: 'danger' as const },
    { part: 'late', label: t('late', { n: lateDays }), of: byOutcome.late, tone: 'warn' as const },
    { part: 'well', label: t('well'), of: byOutcome.well, tone: 'good' as const },
    { part: 'open', label: t('openYet'), of: byOutcome.open },
    ...(byOutcome.cancelled.n > 0
      ? [{ part: 'cancelled', label: t('cancelled'), of: byOutcome.cancelled }]
      : []),
  ]
  return (
    <StatRow>
      <StatCard
        label={t('stopped')}
        value={<Money fen={stopped.fen} short />}
        note={
          <>
            {share(stopped.n, effect.asked.n)}
            {stopped.n > 0 && (
              <span className="bw-block">
                {t('byHold', {
                  manager: byHold.manager.n,
                  finance: byHold.finance.n,
                  blocked: byHold.blocked.n,
                })}
              </span>
            )}
          </>
        }
        href={rows('stopped')}
      />
      {stopped.n > 0 &&
        endings.map(({ part, label, of, tone }) => (
          <StatCard
            key={part}
            label={label}
            value={<Money fen={of.fen} short />}
            note={share(of.n, stopped.n)}
            {...(tone && of.n > 0 ? { tone } : {})}
            href={rows(part)}
          />
        ))}
      {waited.n > 0 && (
        <StatCard
          label={t('waited')}
          value={<Money fen={waited.fen} short />}
          note={`${share(waited.n, effect.asked.n)} · ${t('waitedNote', { days: waited.medianDays })}`}
          href={rows('waited')}
        />
      )}
    </StatRow>
  )
}

/** "2 of 3 orders"; a percentage only where ten stand behind it. */
function useShare() {
  const t = useText(whatIfText)
  return (n: number, of: number) =>
    of < FEWEST_FOR_SHARE
      ? t('ofOrders', { n, of })
      : t('ofOrdersShare', { n, of, pct: `${((100 * n) / of).toFixed(1)}%` })
}

function Sum({ answer: { effect, economics } }: { answer: Answer }) {
  const t = useText(whatIfText)
  const { unpaid, late, well } = effect.byOutcome
  const judged = unpaid.n + late.n + well.n
  const lines: [string, number][] = [
    [t('sumLoss'), effect.lossFen],
    [t('sumWaiting'), effect.waitingFen],
    [t('sumMargin'), -effect.marginFen],
  ]
  const isGood = effect.netFen >= 0
  return (
    <Panel title={t('sum')}>
      {judged === 0 ? (
        <p className="bw-muted">{t('netNone')}</p>
      ) : (
        <ul className="biz-outlooks">
          {lines.map(([label, fen]) => (
            <li key={label}>
              <span>{label}</span>
              <Money fen={fen} />
            </li>
          ))}
          <li>
            <strong>
              {t('sumNet')}
              <span className={`bw-near ${isGood ? 'bw-good' : 'bw-danger'}`}>
                {t(isGood ? 'netGood' : 'netBad')}
              </span>
            </strong>
            <strong>
              <Money fen={effect.netFen} />
            </strong>
          </li>
        </ul>
      )}
      <p className="bw-soft biz-hint">
        {t('sumNote', { margin: percent(economics?.marginBp), loss: percent(economics?.lossBp) })}
      </p>
    </Panel>
  )
}

function percent(bp: number | undefined): string {
  return bp === undefined ? '—' : `${bp / 100}%`
}

function Cannot({ answer: { effect } }: { answer: Answer }) {
  const t = useText(whatIfText)
  return (
    <Panel title={t('cannot')}>
      <ul className="biz-what-if-cannot">
        {effect.withoutLimit > 0 && <li>{t('cannotLimit', { n: effect.withoutLimit })}</li>}
        <li>{t('cannotSmaller')}</li>
        <li>{t('cannotPaid')}</li>
        <li>{t('cannotNamed')}</li>
        <li>{t('cannotGroup')}</li>
      </ul>
    </Panel>
  )
}
