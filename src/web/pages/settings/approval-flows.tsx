import { App, Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { listFlows, saveFlow } from '../../../api/approval-flows.ts'
import { ROLES } from '../../../core/permission.ts'
import { roleText } from '../../../text/web/roles.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { usePeople } from '../../parts/pickers.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useLanguage, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { AuthorityMatrix } from './authority-matrix.tsx'

type Card = ReplyOf<typeof listFlows>['items'][number]
type Node = Card['spec']['nodes'][number]
type Step = Extract<Node, { kind: 'step' }>
type Rule = Step['approvers'][number]

const DAY_MINUTES = 540

/** Flows without code: steps in order, who, how, from which amount, how long (C182). */
export function ApprovalFlows() {
  const t = useText(flowsText)
  const { items } = useData(listFlows)
  return (
    <>
      <p className="bw-soft">{t('intro')}</p>
      {items.map((card) => (
        <FlowPanel key={`${card.kind}-${card.version}`} card={card} />
      ))}
      <AuthorityMatrix />
    </>
  )
}

function FlowPanel({ card }: { card: Card }) {
  const t = useText(flowsText)
  const both = useBoth()
  const [draft, setDraft] = useState<Node[] | null>(null)
  const version = card.version === 0 ? t('shipped') : t('version', { n: card.version })
  return (
    <Panel
      title={both(card.name)}
      extra={
        <span className="bw-row">
          <span className="bw-muted">
            {version}
            {card.openCases > 0 && ` · ${t('running', { n: card.openCases })}`}
          </span>
          {!draft && (
            <CanButton can={card.can.save} size="small" onClick={() => setDraft([...card.spec.nodes])}>
              {t('edit')}
            </CanButton>
          )}
        </span>
      }
    >
      {draft ? (
        <Designer card={card} nodes={draft} onChange={setDraft} onClose={() => setDraft(null)} />
      ) : (
        <ol>
          {card.spec.nodes.map((node) => (
            <li key={node.key}>
              <NodeWords node={node} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

function NodeWords({ node }: { node: Node }) {
  const t = useText(flowsText)
  const both = useBoth()
  const wordsOf = useRuleWords()
  if (node.kind === 'parallel') {
    return <>{t('parallel', { names: node.branches.map((branch) => both(branch.name)).join('、') })}</>
  }
  const who = node.approvers.map(wordsOf).join('、')
  const facts = [
    who !== both(node.name) && who,
    t(node.mode),
    t('within', { n: node.timeoutMinutes / DAY_MINUTES }),
    node.needsAuthority && t('authority'),
  ]
  return (
    <>
      <strong>{both(node.name)}</strong> · {facts.filter(Boolean).join(' · ')}
      {both(node.guide) && <span className="bw-muted bw-block">{both(node.guide)}</span>}
    </>
  )
}

type DesignerProps = { card: Card; nodes: Node[]; onChange: (next: Node[]) => void; onClose: () => void }

function Designer({ card, nodes, onChange, onClose }: DesignerProps) {
  const t = useText(flowsText)
  const { message } = App.useApp()
  const send = useSend(saveFlow, {
    refresh: [listFlows],
    onDone: () => {
      void message.success(t('saved'))
      onClose()
    },
  })
  const put = (index: number, node: Node) => onChange(nodes.map((one, at) => (at === index ? node : one)))
  const raise = (index: number) => onChange(nodes.toSpliced(index, 1).toSpliced(index - 1, 0, nodes[index]!))
  return (
    <div className="bw-stack">
      {nodes.map((node, index) => (
        <div key={node.key} className="bw-row bw-wrap">
          {node.kind === 'step' ? (
            <StepFields step={node} onChange={(next) => put(index, next)} />
          ) : (
            <NodeWords node={node} />
          )}
          <Button size="small" disabled={index === 0} onClick={() => raise(index)}>
            {t('up')}
          </Button>
          <Button size="small" danger onClick={() => onChange(nodes.toSpliced(index, 1))}>
            {t('remove')}
          </Button>
        </div>
      ))}
      <ErrorNote error={send.error} />
      <div className="bw-row bw-wrap">
        <Button onClick={() => onChange([...nodes, newStep(nodes)])}>{t('addStep')}</Button>
        <Button
          type="primary"
          loading={send.isPending}
          onClick={() =>
            send.mutate({
              params: { kind: card.kind },
              body: {
                version: card.version,
                name: card.name,
                spec: { ...card.spec, nodes },
                ownerId: card.owner?.id ?? null,
                reviewOn: card.reviewOn,
              },
            })
          }
        >
          {t('save')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </div>
  )
}

function StepFields({ step, onChange }: { step: Step; onChange: (next: Step) => void }) {
  const t = useText(flowsText)
  const { language } = useLanguage()
  const options = useRuleOptions()
  const first = step.when?.tests[0]
  const fromFen = first && first.field === 'amountFen' && 'value' in first ? first.value : null
  const rename = (text: string) => {
    const other = language === 'zh' ? 'en' : 'zh'
    // A name in one language stands for both until somebody writes the other.
    const kept = step.name[other] === step.name[language] ? text : step.name[other]
    onChange({ ...step, name: { ...step.name, [other]: kept || text, [language]: text } })
  }
  return (
    <>
      <Input
        className="biz-short"
        value={step.name[language]}
        aria-label={t('stepName')}
        maxLength={30}
        onChange={(event) => rename(event.target.value)}
      />
      <Select
        mode="multiple"
        aria-label={t('who')}
        placeholder={t('who')}
        style={{ minWidth: 220 }}
        value={step.approvers.map((rule) => JSON.stringify(rule))}
        options={options}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(keys) => onChange({ ...step, approvers: keys.map((key) => JSON.parse(key) as Rule) })}
      />
      <Select
        aria-label={t('mode')}
        value={step.mode}
        options={(['any', 'all', 'order'] as const).map((mode) => ({ value: mode, label: t(mode) }))}
        onChange={(mode) => onChange({ ...step, mode })}
      />
      <InputNumber
        min={0.5}
        step={0.5}
        suffix={t('days')}
        aria-label={t('days')}
        value={step.timeoutMinutes / DAY_MINUTES}
        onChange={(days) => onChange({ ...step, timeoutMinutes: Math.round((days ?? 1) * DAY_MINUTES) })}
      />
      <InputNumber
        min={0}
        prefix="¥"
        placeholder={t('from')}
        aria-label={t('from')}
        value={fromFen === null ? null : fromFen / 100}
        onChange={(yuan) =>
          onChange({
            ...step,
            when:
              yuan === null
                ? null
                : { match: 'all', tests: [{ field: 'amountFen', op: 'gte', value: Math.round(yuan * 100) }] },
          })
        }
      />
      <Checkbox
        checked={step.needsAuthority}
        onChange={(event) => onChange({ ...step, needsAuthority: event.target.checked })}
      >
        {t('authority')}
      </Checkbox>
    </>
  )
}

function useRuleOptions(): { value: string; label: string }[] {
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
  return rules.map((rule) => ({ value: JSON.stringify(rule), label: wordsOf(rule) }))
}

function useRuleWords(): (rule: Rule) => string {
  const t = useText(flowsText)
  const roles = useText(roleText)
  const people = usePeople()
  return (rule) => {
    switch (rule.by) {
      case 'superior':
        return t(rule.level === 1 ? 'superior1' : 'superior2')
      case 'superiors':
        return t('superiors', { n: rule.levels })
      case 'department-head':
        return t('head')
      case 'authority':
        return t('byAuthority')
      case 'role':
        return roles(rule.role)
      case 'person':
        return people.find(({ value }) => value === rule.userId)?.label ?? '—'
    }
  }
}

function newStep(nodes: readonly Node[]): Step {
  const taken = new Set(nodes.map(({ key }) => key))
  let number = nodes.length + 1
  while (taken.has(`step-${number}`)) number += 1
  return {
    kind: 'step',
    key: `step-${number}`,
    name: { zh: `第 ${number} 步`, en: `Step ${number}` },
    when: null,
    approvers: [{ by: 'superior', level: 1 }],
    mode: 'any',
    needsAuthority: false,
    timeoutMinutes: DAY_MINUTES,
    copies: [],
    guide: { zh: '', en: '' },
  }
}
