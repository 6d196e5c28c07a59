import { Button, Segmented, Select } from 'antd'
import {
  conditionOf,
  draftRule,
  firstLeaf,
  gridFor,
  type PlainCondition,
  plainCondition,
} from '../../../core/watch/compose.ts'
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
    const { clear: _clear, ...rest } = draft
    onChange({ ...rest, condition, grid: gridFor(draft.subject, condition, draft.grid) })
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
    </section>
  )
}
