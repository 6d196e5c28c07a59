import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { listRules } from '../../../api/rules.ts'
import { rulesText } from '../../../text/web/rules.ts'
import { useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'
import { RuleCard } from './rule-card.tsx'
import './rules.css'
import type { Rule } from './rule.ts'

// They wait for figures of their own, which come after the cards.
const AlertBudget = later(async () => (await import('./alert-budget.tsx')).AlertBudget)
const RuleProposals = later(async () => (await import('./rule-proposals.tsx')).RuleProposals)

const GROUPS = [
  { mode: 'on', word: 'groupOn' },
  { mode: 'trial', word: 'groupTrial' },
  { mode: 'off', word: 'groupOff' },
] as const

/**
 * Rules as cards: a switch, a number or two, and who is told; everything else is one click deeper (C108
 * C121).
 */
export function RulesPage() {
  const t = useText(rulesText)
  const may = useMay()
  const { rows } = useData(listRules)
  const asked = useLocation({ select: ({ hash }) => hash })
  useEffect(() => {
    if (asked) document.getElementById(asked)?.scrollIntoView({ block: 'center' })
  }, [asked])
  const count = (mode: Rule['mode']) => rows.filter((rule) => rule.mode === mode).length
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note', { on: count('on'), trial: count('trial') })}
        actions={
          <>
            {may('alert.assign') && <TextLink href={paths.misses()}>{t('openMisses')}</TextLink>}
            <TextLink href={paths.ruleReview()}>{t('openReview')}</TextLink>
            {rows.some((rule) => rule.can['save'] === true) && (
              <TextLink href={paths.newRule()}>{t('create')}</TextLink>
            )}
          </>
        }
      />
      <AlertBudget />
      <RuleProposals />
      {GROUPS.map(({ mode, word }) => {
        const inside = rows.filter((rule) => rule.mode === mode).sort((a, b) => a.severity - b.severity)
        if (inside.length === 0) return null
        return (
          <section key={mode} className="bw-rules">
            <h2>
              {t(word)} <span className="bw-muted">{inside.length}</span>
            </h2>
            <div className="bw-rules-grid">
              {inside.map((rule) => (
                <RuleCard key={`${rule.code}-${rule.version}`} rule={rule} />
              ))}
            </div>
          </section>
        )
      })}
    </>
  )
}
