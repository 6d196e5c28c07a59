import { creditWhatIf } from '../../api/credit-what-if.ts'
import { whatIfText } from '../../text/web/credit-what-if.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'
import { TextLink, useAsOf } from '../ui/url.tsx'
import { useNetWords } from './net-words.ts'
import './credit.css'

type Question = { customerId?: string; caseId?: string; limitFen?: number; termDays?: number }

/** Beside a limit that is being set or asked for: what it would have done over the last year (I11). */
export function WhatIfNote(question: Question) {
  const t = useText(whatIfText)
  const netWords = useNetWords()
  const may = useMay()
  const asOf = useAsOf()
  const enabled = may('credit.read') && !asOf
  const { data, isFetching } = useLater(creditWhatIf, { query: question, enabled })
  if (!enabled) return null
  if (!data) return isFetching ? <p className="bw-muted">{t('working')}</p> : null
  const { asked, stopped, byOutcome } = data.effect
  return (
    <p className="biz-note">
      <strong>{t('panel')}</strong>
      <span className="bw-block">
        {asked.n === 0
          ? t('panelEmpty')
          : stopped.n === 0
            ? t('panelNone', { asked: asked.n })
            : t('panelText', {
                ...{ asked: asked.n, n: stopped.n, fen: moneyText(stopped.fen) },
                ...{ unpaid: byOutcome.unpaid.n, well: byOutcome.well.n, net: netWords(data.effect) },
              })}
      </span>
      {asked.n > 0 && <TextLink href={paths.creditWhatIf(question)}>{t('panelRows')}</TextLink>}
    </p>
  )
}
