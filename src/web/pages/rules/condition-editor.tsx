import { Button, Segmented, Select } from 'antd'
import {
  clearingOf,
  conditionOf,
  draftRule,
  firstLeaf,
  gridFor,
  type PlainCondition,
  plainCondition,
} from '../../../core/watch/compose.ts'
import { leavesOf } from '../../../core/watch/rule.ts'
import { SUBJECT_KINDS } from '../../../core/watch/subject.ts'
import { SUBJECT_WORDS } from '../../../text/watch.ts'
import { ruleEditorText } from '../../../text/web/rule-editor.ts'
import { Field } from '../../ui/field.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import type { Draft } from './draft.ts'
import { LeafEditor } from './leaf-editor.tsx'
import { ScopeEditor } from './scope-editor.tsx'

const MOST_LEAVES = 4

type Props = { draft: Draft; isNew: boolean; onChange: (draft: Draft) => void }

/** Whom a rule is about and what must be the case; a nested condition is shown and left as it is. */
export function ConditionEditor({ draft, isNew, onChange }: Props) {
  const t = useText(ruleEditorText)
  const both = useBoth()
  const plain = plainCondition(draft.condition)
  const put = (next: PlainCondition) => {
    const condition = conditionOf(next)
    const { clear, ...rest } = draft
    const metrics = next.leaves.map(({ metric }) => metric)
    const isKept = clear && leavesOf(clear).every(({ metric }) => metrics.includes(metric))
    onChange(onItsGrid({ ...rest, condition, ...(isKept ? { clear } : {}) }))
  }
  return (
    <section className="bw-editor-part">
      <h3>{t('what')}</h3>
      <Field label={t('subject')}>
        <Select
          value={draft.subject}
          disabled={!isNew}
          onChange={(subject) => onChange({ ...draftRule(draft.code, subject), title: draft.title })}
          options={SUBJECT_KINDS.map((kind) => ({ value: kind, label: both(SUBJECT_WORDS[kind]) }))}
        />
      </Field>
      <ScopeEditor draft={draft} onChange={onChange} />
      {plain === null && <p className="bw-rule-note">{t('complex')}</p>}
      {plain && plain.leaves.length > 1 && (
        <Segmented
          value={plain.join}
          options={(['all', 'any'] as const).map((join) => ({ value: join, label: t(`join_${join}`) }))}
          onChange={(join) => put({ ...plain, join })}
        />
      )}
      {plain?.leaves.map((leaf, index) => (
        <LeafEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and do not move
          key={index}
          subject={draft.subject}
          leaf={leaf}
          onChange={(next) => put({ ...plain, leaves: plain.leaves.with(index, next) })}
          onRemove={
            plain.leaves.length > 1
              ? () => put({ ...plain, leaves: plain.leaves.filter((_, place) => place !== index) })
              : null
          }
        />
      ))}
      {plain && plain.leaves.length < MOST_LEAVES && (
        <Button
          type="dashed"
          size="small"
          onClick={() => put({ ...plain, leaves: [...plain.leaves, firstLeaf(draft.subject)] })}
        >
          {t('addLeaf')}
        </Button>
      )}
      <ClearEditor draft={draft} onChange={onChange} />
    </section>
  )
}

/** The finest grid that everything it looks at allows. */
function onItsGrid(draft: Draft): Draft {
  const all = draft.clear ? { all: [draft.condition, draft.clear] } : draft.condition
  return { ...draft, grid: gridFor(draft.subject, all, draft.grid) }
}

/** When an alert is over: no longer beyond the line, or by a line of its own, so that it does not flutter. */
function ClearEditor({ draft, onChange }: Omit<Props, 'isNew'>) {
  const t = useText(ruleEditorText)
  const { clear, ...rest } = draft
  const plain = clear && plainCondition(clear)
  const own = plain?.leaves.length === 1 ? plain.leaves[0]! : null
  return (
    <>
      <div className="bw-field">
        <span>{t('clear')}</span>
        <Segmented
          value={clear ? 'own' : 'same'}
          options={(['same', 'own'] as const).map((value) => ({ value, label: t(`clear_${value}`) }))}
          onChange={(value) =>
            onChange(
              onItsGrid(
                value === 'own' ? { ...rest, clear: clearingOf(leavesOf(draft.condition)[0]!) } : rest,
              ),
            )
          }
        />
      </div>
      {clear && !own && <p className="bw-rule-note">{t('clearComplex')}</p>}
      {own && (
        <LeafEditor
          subject={draft.subject}
          leaf={own}
          onChange={(next) => onChange(onItsGrid({ ...rest, clear: next }))}
          onRemove={null}
        />
      )}
    </>
  )
}
