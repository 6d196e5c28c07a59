import { Button, Input } from 'antd'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { Field } from '../../ui/field.tsx'
import { useBoth, useLanguage, useText } from '../../ui/language.tsx'
import { ConditionFields } from './flow-condition.tsx'
import { type Branch, type Fork, type Node, newBranch, newStep, put, renamed } from './flow-draft.ts'
import { PartFrame } from './flow-frame.tsx'
import { StepFields } from './flow-step-fields.tsx'

type ForkProps = { kind: string; fork: Fork; nodes: readonly Node[]; onChange: (next: Fork) => void }

/** Branches side by side; the flow goes on when every one of them is through. No fork inside a branch. */
export function ForkFields({ kind, fork, nodes, onChange }: ForkProps) {
  const t = useText(flowsText)
  const both = useBoth()
  const { branches } = fork
  return (
    <>
      <p className="bw-soft">{t('forkHint')}</p>
      <div className="biz-fork">
        {branches.map((branch, index) => (
          <section key={branch.key} className="biz-branch" aria-label={both(branch.name)}>
            <BranchFields
              kind={kind}
              branch={branch}
              nodes={nodes}
              onChange={(next) => onChange({ ...fork, branches: put(branches, index, next) })}
            />
            <Button
              size="small"
              danger
              disabled={branches.length <= 2}
              title={branches.length <= 2 ? t('fault_one_branch') : ''}
              onClick={() => onChange({ ...fork, branches: branches.toSpliced(index, 1) })}
            >
              {t('removeBranch')}
            </Button>
          </section>
        ))}
      </div>
      <Button
        onClick={() => onChange({ ...fork, branches: [...branches, newBranch(nodes, branches.length + 1)] })}
      >
        {t('addBranch')}
      </Button>
    </>
  )
}

type BranchProps = {
  kind: string
  branch: Branch
  nodes: readonly Node[]
  onChange: (next: Branch) => void
}

function BranchFields({ kind, branch, nodes, onChange }: BranchProps) {
  const t = useText(flowsText)
  const { language } = useLanguage()
  const { steps } = branch
  return (
    <>
      <Field label={t('branchName')}>
        <Input
          value={branch.name[language]}
          maxLength={30}
          onChange={(event) =>
            onChange({ ...branch, name: renamed(branch.name, language, event.target.value) })
          }
        />
      </Field>
      <ConditionFields kind={kind} value={branch.when} onChange={(when) => onChange({ ...branch, when })} />
      {steps.map((step, index) => (
        <PartFrame
          key={step.key}
          title={step.name}
          place={{ list: steps, index }}
          isLast={steps.length === 1}
          onMove={(next) => onChange({ ...branch, steps: next })}
        >
          <StepFields
            kind={kind}
            step={step}
            onChange={(next) => onChange({ ...branch, steps: put(steps, index, next) })}
          />
        </PartFrame>
      ))}
      <Button size="small" onClick={() => onChange({ ...branch, steps: [...steps, newStep(nodes)] })}>
        {t('addBranchStep')}
      </Button>
    </>
  )
}
