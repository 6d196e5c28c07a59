import { Button, InputNumber, Radio, Select, Tag } from 'antd'
import type { analyseImport } from '../../../api/imports.ts'
import { IMPORT_TARGETS, type ImportTarget, STAGE_KEYS } from '../../../core/import/mapping.ts'
import { importText } from '../../../text/web/import.ts'
import type { BodyOf } from '../../api.ts'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { useFieldWord } from './field-word.ts'
import { answerIn, type Draft, type Question, withAnswer, withStage, withTerms } from './mapping-draft.ts'

type LookAgain = BodyOf<typeof analyseImport>

type QuestionsProps = {
  questions: readonly Question[]
  draft: Draft
  onDraft: (draft: Draft) => void
  onLookAgain: (how: LookAgain) => void
}

/**
 * Whatever the file leaves open is asked, with the file's own cells as examples; nothing is swapped in
 * silence.
 */
export function Questions({ questions, draft, onDraft, onLookAgain }: QuestionsProps) {
  const t = useText(importText)
  if (questions.length === 0) return null
  return (
    <Panel title={t('questionsTitle', { n: questions.length })}>
      <p className="bw-soft biz-lead">{t('questionsNote')}</p>
      <ol className="biz-questions">
        {questions.map((question) => (
          <li key={`${question.code} ${question.column ?? question.field ?? ''}`}>
            <QuestionHead question={question} draft={draft} />
            {question.code === 'stage_map' && (
              <StageAnswers question={question} draft={draft} onDraft={onDraft} />
            )}
            {question.code === 'term_words' && (
              <TermAnswers question={question} draft={draft} onDraft={onDraft} />
            )}
            {question.code !== 'stage_map' && question.code !== 'term_words' && (
              <Answers
                question={question}
                chosen={answerIn(draft, question)}
                onChoose={(answer) => {
                  const next = withAnswer(draft, question, answer)
                  if (next) onDraft(next)
                  else onLookAgain(lookAgainOf(question, answer, draft))
                }}
              />
            )}
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function QuestionHead({ question, draft }: { question: Question; draft: Draft }) {
  const t = useText(importText)
  const fieldWord = useFieldWord()
  const open = question.blocking && answerIn(draft, question) === null
  return (
    <p className="biz-question">
      {t(`q_${question.code}`, {
        column: question.column ?? '',
        field: question.field ? fieldWord(draft.target, question.field) : '',
      })}{' '}
      {open && <Tag color="error">{t('mustAnswer')}</Tag>}
    </p>
  )
}

type AnswersProps = { question: Question; chosen: string | null; onChoose: (answer: string) => void }

function Answers({ question, chosen, onChoose }: AnswersProps) {
  const optionWord = useOptionWord(question.code)
  const t = useText(importText)
  const options = question.options ?? []
  if (options.length === 0) return null
  return (
    <Radio.Group
      className="biz-answers"
      value={chosen}
      onChange={(event) => onChoose(String(event.target.value))}
      options={options.map((option) => ({
        value: option,
        label: (
          <span className="biz-answer">
            <strong>{optionWord(option)}</strong>
            {(question.examples ?? []).slice(0, 2).map((example) => {
              const day = example.readings?.[option]
              return day ? (
                <span key={example.row} className="bw-soft bw-num">
                  {t('reads', { text: example.text, day })}
                </span>
              ) : null
            })}
          </span>
        ),
      }))}
    />
  )
}

function StageAnswers({
  question,
  draft,
  onDraft,
}: Pick<QuestionsProps, 'draft' | 'onDraft'> & { question: Question }) {
  const t = useText(importText)
  return (
    <div className="biz-stage-answers">
      {(question.options ?? []).map((word) => (
        <div key={word}>
          <span>{word}</span>
          <Select
            aria-label={word}
            value={draft.stageMap?.[word] ?? null}
            placeholder="—"
            options={STAGE_KEYS.map((key) => ({ value: key, label: t(`stage_${key}`) }))}
            onChange={(stage) => stage && onDraft(withStage(draft, word, stage))}
          />
        </div>
      ))}
    </div>
  )
}

/** A suggestion is only a click away, but it is a person's click: 月结30天 is not the same everywhere. */
function TermAnswers({
  question,
  draft,
  onDraft,
}: Pick<QuestionsProps, 'draft' | 'onDraft'> & { question: Question }) {
  const t = useText(importText)
  const proposals = question.proposals ?? {}
  return (
    <div className="biz-stage-answers">
      {(question.options ?? []).map((word) => (
        <div key={word}>
          <span>{word}</span>
          <InputNumber<number>
            aria-label={word}
            min={0}
            max={3650}
            suffix={t('termDaysUnit')}
            placeholder={proposals[word] === undefined ? '—' : t('termProposed', { n: proposals[word] })}
            value={daysOf(draft, word)}
            onChange={(days) => days !== null && onDraft(withTerms(draft, { [word]: String(days) }))}
          />
        </div>
      ))}
      {Object.keys(proposals).length > 0 && (
        <Button onClick={() => onDraft(withTerms(draft, proposals))}>{t('termTakeAll')}</Button>
      )}
    </div>
  )
}

function daysOf(draft: Draft, word: string): number | null {
  const days = draft.values?.['termDays']?.[word]
  return days === undefined ? null : Number(days)
}

const WORDED = [
  ...(['ymd', 'mdy', 'dmy', 'take', 'ignore', 'issuedOn', 'dueOn'] as const),
  ...(['advance', 'lines', 'whole'] as const),
  ...(['1', '100', '1000', '10000'] as const),
] as const

function useOptionWord(code: Question['code']): (option: string) => string {
  const t = useText(importText)
  return (option) => {
    if (option === 'refuse') return t(code === 'same_number' ? 'o_refuse_number' : 'o_refuse')
    const worded = WORDED.find((one) => one === option)
    if (worded) return t(`o_${worded}`)
    const target = IMPORT_TARGETS.find((one) => one === option)
    return target ? t(target) : option
  }
}

function lookAgainOf(question: Question, answer: string, draft: Draft): LookAgain {
  if (question.code === 'target') return { target: answer as ImportTarget }
  if (question.code === 'sheet') return { sheet: answer, target: draft.target }
  if (question.code === 'encoding') return { encoding: answer as NonNullable<LookAgain['encoding']> }
  return {}
}
