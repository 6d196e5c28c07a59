import { useParams } from '@tanstack/react-router'
import { App, Button, Input, Spin } from 'antd'
import { useState } from 'react'
import { listRuleProposals } from '../../../api/rule-proposals.ts'
import { listRuleTemplates } from '../../../api/rule-templates.ts'
import { getRule, listRules, saveRule } from '../../../api/rules.ts'
import { draftRule, earlier, moved, onTeams } from '../../../core/watch/compose.ts'
import { ruleEditorText } from '../../../text/web/rule-editor.ts'
import { ruleTemplatesText } from '../../../text/web/rule-templates.ts'
import { rulesText } from '../../../text/web/rules.ts'
import { useData, useLater, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import type { CodedError } from '../../ui/refusal.tsx'
import { type UrlValues, useGo, useUrl } from '../../ui/url.tsx'
import { ConditionEditor } from './condition-editor.tsx'
import type { Draft } from './draft.ts'
import { Unproven } from './unproven.tsx'
import './rules.css'

const HandlingEditor = later(async () => (await import('./handling-editor.tsx')).HandlingEditor)
const TimingEditor = later(async () => (await import('./handling-editor.tsx')).TimingEditor)
const RulePreview = later(async () => (await import('./rule-preview.tsx')).RulePreview)
const TemplateChoice = later(async () => (await import('./template-choice.tsx')).TemplateChoice)

/** A rule that is there, opened for change (C121). */
export function RuleEditorPage() {
  const { code } = useParams({ strict: false }) as { code: string }
  const { card, spec } = useData(getRule, { params: { code } })
  return <Editor key={`${code}-${card.version}`} start={spec} version={card.version} />
}

/** A rule that is not there yet; it begins silent, with a template unless another rule proposed it. */
export function NewRulePage() {
  const { rows } = useData(listRules)
  const { from, template, begin } = useUrl().values
  const [code] = useState(() => freeCode(rows.map((rule) => rule.code)))
  if (from !== undefined) return <ProposedRule code={code} from={from} />
  if (template !== undefined) return <RuleOfTemplate key={template} code={code} template={template} />
  if (begin === undefined) return <TemplateChoice />
  return <Editor start={draftRule(code, 'customer')} version={0} />
}

/** Under a name of its own and tried at once on the own past; what it did elsewhere is said as that. */
function RuleOfTemplate({ code, template }: { code: string; template: string }) {
  const t = useText(ruleTemplatesText)
  const both = useBoth()
  const { items } = useData(listRuleTemplates)
  const found = items.find(({ spec }) => spec.code === template)
  if (!found) return <TemplateChoice gone />
  const origin = t('from', { sentence: both(found.record.sentence) })
  return <Editor start={{ ...found.spec, code }} version={0} isProposed origin={origin} />
}

/** Under a name of its own and silent, with its backtest: the rule it comes from, changed as was proposed. */
function ProposedRule({ code, from }: { code: string; from: string }) {
  const { values } = useUrl()
  const found = useLater(getRule, { params: { code: from } })
  if (found.data) return <Editor start={proposedOf(found.data.spec, code, values)} version={0} isProposed />
  return found.isLoading ? <Spin /> : <ErrorNote error={found.error as CodedError | null} />
}

/**
 * By a report of misses with one number changed; where it could hardly ever fire, on teams; by a case a good
 * deal earlier (C138).
 */
function proposedOf(spec: Draft, code: string, { as, path, to }: UrlValues): Draft {
  if (as === 'team') return onTeams(spec, code)
  if (path !== undefined && Number.isFinite(Number(to))) return moved(spec, code, { path, to: Number(to) })
  return earlier(spec, code)
}

/** `isProposed`: it is tried on the own past without being asked; `origin` says where it comes from. */
type EditorProps = { start: Draft; version: number; isProposed?: boolean; origin?: string }

function Editor({ start, version, isProposed = false, origin }: EditorProps) {
  const t = useText(ruleEditorText)
  const both = useBoth()
  const { message } = App.useApp()
  const words = useText(rulesText)
  const go = useGo()
  const [draft, setDraft] = useState<Draft>(start)
  const save = useSend(saveRule, {
    refresh: [listRules, getRule, listRuleProposals],
    onDone: (card) => {
      void message.success(card.version === version ? words('waits') : t('saved', { n: card.version }))
      go(paths.rules())
    },
  })
  const isNew = version === 0
  const { zh, en } = draft.title
  const named = { ...draft, title: { zh: zh || en, en: en || zh } }
  const send = (override?: string) =>
    save.mutate({
      params: { code: draft.code },
      body: { version, spec: named, ...(override === undefined ? {} : { override }) },
    })
  return (
    <>
      <PageHead
        title={isNew ? t('titleNew') : t('titleEdit', { title: both(start.title) })}
        note={t('note')}
        back={{ href: paths.rules(), label: t('back') }}
      />
      {origin && <p className="bw-rule-note bw-templates-note">{origin}</p>}
      <div className="bw-editor">
        <div className="bw-stack">
          <section className="bw-editor-part">
            <Field label={t('name')}>
              <Input
                value={zh}
                maxLength={60}
                onChange={({ target }) => setDraft({ ...draft, title: { zh: target.value, en } })}
              />
            </Field>
            <Field label={t('nameEnglish')} optional>
              <Input
                value={en}
                maxLength={120}
                onChange={({ target }) => setDraft({ ...draft, title: { zh, en: target.value } })}
              />
            </Field>
          </section>
          <ConditionEditor draft={draft} isNew={isNew} onChange={setDraft} />
          <TimingEditor draft={draft} onChange={setDraft} />
          <HandlingEditor draft={draft} onChange={setDraft} />
          <ErrorNote error={save.error} />
          <Unproven error={save.error} busy={save.isPending} onReason={send} />
          <div className="bw-row">
            <Button
              type="primary"
              loading={save.isPending}
              disabled={!zh && !en}
              title={!zh && !en ? t('needName') : undefined}
              onClick={() => send()}
            >
              {t('save')}
            </Button>
          </div>
        </div>
        <RulePreview
          draft={{ ...named, title: zh || en ? named.title : { zh: '—', en: '—' } }}
          isProposed={isProposed}
        />
      </div>
    </>
  )
}

/** Rules of one's own are numbered; the name is for people. */
function freeCode(taken: readonly string[]): string {
  let n = 1
  while (taken.includes(`own-${n}`)) n += 1
  return `own-${n}`
}
