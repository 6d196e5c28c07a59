import type { FlowField } from '../../../core/approval/flow.ts'
import { formatFen } from '../../../core/money.ts'
import { ROLES } from '../../../core/permission.ts'
import { roleText } from '../../../text/web/roles.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { usePeople } from '../../parts/people.ts'
import { useBoth, useCodeText, useText } from '../../ui/language.tsx'
import { type Condition, DAY_MINUTES, type Node, type Rule, type Step } from './flow-draft.ts'
import { useValueWords } from './flow-value.tsx'

/** A flow read aloud: its steps in order, the branches of a fork side by side. */
export function FlowWords({ nodes }: { nodes: readonly Node[] }) {
  const t = useText(flowsText)
  const both = useBoth()
  const when = useConditionWords()
  return (
    <ol className="biz-flow-words">
      {nodes.map((node) => (
        <li key={node.key}>
          {node.kind === 'step' ? (
            <StepWords step={node} />
          ) : (
            <>
              <strong>{t('fork')}</strong> · {t('joins')}
              <div className="biz-fork">
                {node.branches.map((branch) => (
                  <section key={branch.key} className="biz-branch">
                    <strong>{both(branch.name)}</strong>
                    {branch.when && <span className="bw-muted"> · {when(branch.when)}</span>}
                    {branch.steps.map((step) => (
                      <div key={step.key}>
                        <StepWords step={step} />
                      </div>
                    ))}
                  </section>
                ))}
              </div>
            </>
          )}
        </li>
      ))}
    </ol>
  )
}

function StepWords({ step }: { step: Step }) {
  const t = useText(flowsText)
  const both = useBoth()
  const wordsOf = useRuleWords()
  const when = useConditionWords()
  const who = step.approvers.map(wordsOf).join(t('comma'))
  const facts = [
    who !== both(step.name) && who,
    t(step.mode),
    t('within', { n: step.timeoutMinutes / DAY_MINUTES }),
    step.needsAuthority && t('authority'),
    step.when && when(step.when),
    step.copies.length > 0 && t('copied', { names: step.copies.map(wordsOf).join(t('comma')) }),
  ]
  return (
    <>
      <strong>{both(step.name)}</strong> · {facts.filter(Boolean).join(' · ')}
      {both(step.guide) && <span className="bw-muted bw-block">{both(step.guide)}</span>}
    </>
  )
}

/** 金额 ≥ 200,000 且 毛利率 < 12% */
export function useConditionWords(): (condition: Condition) => string {
  const t = useText(flowsText)
  const valueWords = useValueWords()
  return ({ match, tests }) =>
    tests
      .map((test) => {
        const field = t(`field_${test.field}`)
        if ('values' in test) {
          const values = test.values.map((value) => valueWords(test.field, value)).join(t('comma'))
          return `${field} ${t(`op_${test.op}`)} ${values}`
        }
        return `${field} ${t(`op_${test.op}`)} ${shownValue(test.field, test.value)}`
      })
      .join(` ${t(match === 'all' ? 'and' : 'or')} `)
}

function shownValue(field: string, value: number): string {
  if (field === 'amountFen') return `¥${formatFen(BigInt(Math.trunc(value)))}`
  return field === 'days' ? String(value) : `${value / 100}%`
}

type Fault = { code: string; field?: FlowField | undefined }

/** One sentence for a fault of a flow, with what it is about in front. */
export function useProblemWords(): (fault: Fault, about: readonly Step['name'][]) => string {
  const t = useText(flowsText)
  const both = useBoth()
  const sentences = useCodeText(flowsText)
  return ({ code, field }, about) => {
    const place = about.map(both).join(' › ')
    const sentence = sentences(`fault_${code}`, { field: field ? t(`field_${field}`) : '' }) ?? code
    return place === '' ? sentence : t('faultAt', { place, sentence })
  }
}

/** Everybody who can be asked, and who is asked already although nobody would be offered them any more. */
export function useRuleOptions(chosen: readonly Rule[]): { value: string; label: string }[] {
  const wordsOf = useRuleWords()
  const people = usePeople()
  const rules: Rule[] = [
    { by: 'superior', level: 1 },
    { by: 'superior', level: 2 },
    { by: 'superiors', levels: 3 },
    { by: 'department-head', departmentId: null },
    { by: 'authority' },
    ...ROLES.map((role): Rule => ({ by: 'role', role })),
    ...people.map(({ value }): Rule => ({ by: 'person', userId: value })),
  ]
  const options = rules.map((rule) => ({ value: JSON.stringify(rule), label: wordsOf(rule) }))
  const others = chosen
    .map((rule) => ({ value: JSON.stringify(rule), label: wordsOf(rule) }))
    .filter(({ value }) => !options.some((option) => option.value === value))
  return [...options, ...others]
}

export function useRuleWords(): (rule: Rule) => string {
  const t = useText(flowsText)
  const roles = useText(roleText)
  const people = usePeople()
  return (rule) => {
    switch (rule.by) {
      case 'superior':
        return rule.level > 2
          ? t('superiorN', { n: rule.level })
          : t(rule.level === 1 ? 'superior1' : 'superior2')
      case 'superiors':
        return t('superiors', { n: rule.levels })
      case 'department-head':
        return t('head')
      case 'authority':
        return t('byAuthority')
      case 'role':
        return roles(rule.role)
      case 'person':
        return people.find(({ value }) => value === rule.userId)?.label ?? t('goneColleague')
    }
  }
}
