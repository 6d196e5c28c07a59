import { Alert, Button, Collapse, InputNumber, Select, Spin } from 'antd'
import type { analyseImport } from '../../../api/imports.ts'
import { listPeople } from '../../../api/people.ts'
import { formatInstant } from '../../../core/calendar.ts'
import { IMPORT_TARGETS } from '../../../core/import/mapping.ts'
import { importText } from '../../../text/web/import.ts'
import '../../parts/parts.css'
import type { BodyOf, CallError } from '../../api.ts'
import { useLater } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Columns } from './columns.tsx'
import type { Analysis, Draft } from './mapping-draft.ts'
import { Questions } from './questions.tsx'

type LookAgain = BodyOf<typeof analyseImport>

type MappingStepProps = {
  analysis: Analysis
  draft: Draft
  onDraft: (draft: Draft) => void
  looking: boolean
  onLookAgain: (how: LookAgain) => void
  blockers: number
  busy: boolean
  error: CallError | null
  onPreview: () => void
}

/** What the file was taken for, what only the user can decide, and which column is what. */
export function MappingStep(props: MappingStepProps) {
  const t = useText(importText)
  const { analysis, draft, onDraft } = props
  return (
    <Spin spinning={props.looking}>
      <div className="bw-stack">
        {analysis.importedBefore && (
          <Alert
            type="info"
            showIcon
            title={t('importedBefore', { at: formatInstant(analysis.importedBefore.at) })}
          />
        )}
        <Recognised {...props} />
        <Questions
          questions={analysis.questions}
          draft={draft}
          onDraft={onDraft}
          onLookAgain={props.onLookAgain}
        />
        <Columns analysis={analysis} draft={draft} onDraft={onDraft} />
        <MoreOptions draft={draft} onDraft={onDraft} />
        <ErrorNote error={props.error} />
        <div className="biz-step-foot">
          {props.blockers > 0 && <span className="bw-danger">{t('blocked', { n: props.blockers })}</span>}
          <Button
            type="primary"
            size="large"
            disabled={props.blockers > 0}
            loading={props.busy}
            onClick={props.onPreview}
          >
            {t(props.busy ? 'previewing' : 'preview')}
          </Button>
        </div>
      </div>
    </Spin>
  )
}

function Recognised({ analysis, draft, onDraft, onLookAgain }: MappingStepProps) {
  const t = useText(importText)
  const visible = analysis.sheets.filter((sheet) => !sheet.hidden)
  return (
    <Panel>
      <p className="biz-recognised">
        {t('recognised', { target: t(draft.target), row: analysis.headerRow, rows: analysis.rows })}
      </p>
      <div className="biz-recognised-fields">
        <Field label={t('changeTarget')}>
          <Select
            value={draft.target}
            options={IMPORT_TARGETS.map((value) => ({ value, label: t(value) }))}
            onChange={(target) => onLookAgain({ target })}
          />
        </Field>
        {visible.length > 1 && (
          <Field label={t('sheet')}>
            <Select
              value={analysis.sheet}
              options={visible.map((sheet) => ({ value: sheet.name, label: sheet.name }))}
              onChange={(sheet) => onLookAgain({ sheet, target: draft.target })}
            />
          </Field>
        )}
        <Field label={t('headerRow')}>
          <InputNumber
            min={1}
            max={1000}
            value={analysis.headerRow}
            changeOnBlur
            onChange={(headerRow) =>
              headerRow !== null &&
              headerRow !== analysis.headerRow &&
              onLookAgain({ headerRow, sheet: analysis.sheet, target: draft.target })
            }
          />
        </Field>
        {analysis.savedMappings.length > 0 && (
          <Field label={t('savedMapping')}>
            <Select
              value={null}
              options={analysis.savedMappings.map((saved) => ({ value: saved.id, label: saved.name }))}
              onChange={(id: string | null) => {
                const saved = analysis.savedMappings.find((one) => one.id === id)
                if (saved) onDraft(saved.mapping)
              }}
            />
          </Field>
        )}
      </div>
    </Panel>
  )
}

function MoreOptions({ draft, onDraft }: Pick<MappingStepProps, 'draft' | 'onDraft'>) {
  const t = useText(importText)
  const { data } = useLater(listPeople)
  const people = (data?.items ?? []).filter((person) => person.status === 'active')
  const hasPeople = draft.columns.responsible !== undefined || draft.columns.person !== undefined
  return (
    <Collapse
      ghost
      items={[
        {
          key: 'more',
          label: t('options'),
          children: (
            <div className="bw-stack biz-options">
              <Field label={t('existing')}>
                <Select
                  value={draft.existing ?? 'update'}
                  options={[
                    { value: 'update', label: t('existingUpdate') },
                    { value: 'skip', label: t('existingSkip') },
                  ]}
                  onChange={(existing) => onDraft({ ...draft, existing })}
                />
              </Field>
              <Field label={t('knowledge')} hint={t('knowledgeNote')}>
                <InputNumber
                  min={0}
                  max={3650}
                  precision={0}
                  className="biz-wide"
                  prefix={t('knowledgeFirst')}
                  suffix={t('knowledgeDays')}
                  value={draft.knowledge?.delayDays ?? 0}
                  onChange={(days) =>
                    onDraft({
                      ...draft,
                      knowledge: { history: draft.knowledge?.history ?? 'first-load', delayDays: days ?? 0 },
                    })
                  }
                />
              </Field>
              {hasPeople && (
                <Field label={t('unknownTo')} optional>
                  <Select
                    allowClear
                    value={draft.unknownPeopleTo ?? null}
                    options={people.map((person) => ({ value: person.login, label: person.name }))}
                    onChange={(login: string | null) =>
                      onDraft({ ...draft, unknownPeopleTo: login ?? undefined })
                    }
                  />
                </Field>
              )}
            </div>
          ),
        },
      ]}
    />
  )
}
