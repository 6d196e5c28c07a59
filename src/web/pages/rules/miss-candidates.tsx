import { missesText } from '../../../text/web/misses.ts'
import { paths } from '../../paths.ts'
import { useBoth, useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink } from '../../ui/url.tsx'
import { lineText } from './line-text.ts'
import type { Misses, Report } from './misses.ts'

type Candidate = Report['candidates'][number]

/** What would have seen them, at what price; from here to a draft with its backtest. */
export function MissCandidates(props: {
  candidates: readonly Candidate[]
  can: Misses['can'][string] | undefined
}) {
  const t = useText(missesText)
  if (props.candidates.length === 0) {
    return (
      <EmptyState
        title={t('noCandidates')}
        text={t('noCandidatesText')}
        action={props.can === true && <TextLink href={paths.newRule()}>{t('create')}</TextLink>}
      />
    )
  }
  return (
    <div className="bw-stack">
      <p className="bw-soft">{t('candidatesNote')}</p>
      {props.candidates.map((candidate) => (
        <Row
          key={`${candidate.code} ${candidate.move?.path} ${candidate.move?.to}`}
          candidate={candidate}
          canPropose={props.can === true}
        />
      ))}
    </div>
  )
}

function Row({ candidate, canPropose }: { candidate: Candidate; canPropose: boolean }) {
  const t = useText(missesText)
  const both = useBoth()
  const { code, move, mode, caught, caughtFen, medianLeadDays, alerts, perWeek } = candidate
  const how = move
    ? t('move', {
        label: both(move.label),
        from: lineText(move.unit, move.from),
        to: lineText(move.unit, move.to),
      })
    : t(mode === 'trial' ? 'asIsTrial' : 'asIs')
  const href = move ? paths.newRule({ from: code, path: move.path, to: move.to }) : paths.editRule(code)
  return (
    <article className="bw-review">
      <h3>
        {both(candidate.title)} <span className="bw-soft">{how}</span>
      </h3>
      <p>
        <strong>
          {t('catches', {
            n: caught,
            money: moneyText(caughtFen),
            days: Math.round(medianLeadDays),
          })}
        </strong>
      </p>
      <p className="bw-soft">{t('price', { n: alerts, week: Math.round(perWeek * 10) / 10 })}</p>
      {canPropose && <TextLink href={href}>{t(move ? 'propose' : 'look')}</TextLink>}
    </article>
  )
}
