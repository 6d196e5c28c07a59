import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Skeleton, Steps } from 'antd'
import { useState } from 'react'
import { analyseImport, getImport, previewImport } from '../../../api/imports.ts'
import { importText } from '../../../text/web/import.ts'
import { type CallError, call, queryOf, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import './import.css'
import { part } from '../../ui/later.tsx'
import { type Analysis, type Draft, openBlockers } from './mapping-draft.ts'
import { analysisKey, type Batch } from './queries.ts'

const MappingStep = part(async () => (await import('./mapping-step.tsx')).MappingStep)
const PreviewStep = part(async () => (await import('./preview-step.tsx')).PreviewStep)
const RunPart = part(async () => (await import('./run-part.tsx')).RunPart)

const LIVE_STATES: readonly Batch['state'][] = ['queued', 'running']
const POLL_MS = 800
const LOOKS_MAX = 100

/**
 * One import from the file to its result: columns, totals, run. Coming back later finds it where it stands.
 */
export function ImportPage() {
  const t = useText(importText)
  const { id } = useParams({ strict: false }) as { id: string }
  const { data: batch, error } = useQuery({
    ...queryOf(getImport, { params: { id } }),
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data && (LIVE_STATES.includes(data.state) || isAwaited(data, dataUpdateCount)) ? POLL_MS : false,
  })
  const [step, setStep] = useState<'mapping' | 'preview'>('mapping')
  const at = batch && batch.state !== 'analysed' ? 2 : step === 'preview' ? 1 : 0
  return (
    <>
      <PageHead back={{ href: paths.imports(), label: t('back') }} title={batch?.fileName ?? ''} />
      <Steps
        className="biz-import-steps"
        size="small"
        current={at}
        responsive={false}
        items={[t('stepMap'), t('stepPreview'), t('stepRun')].map((title) => ({ title }))}
        {...(batch?.state === 'done' ? { status: 'finish' as const } : {})}
      />
      <ErrorNote error={error as CallError | null} />
      {!batch && !error && <Skeleton active />}
      {batch?.state === 'analysed' && <Wizard batch={batch} step={step} onStep={setStep} />}
      {batch && batch.state !== 'analysed' && <RunPart batch={batch} />}
    </>
  )
}

/** The check-up follows a moment after the import; whoever may not read it does not wait for ever. */
function isAwaited({ state, checkupId }: Batch, looks: number): boolean {
  return state === 'done' && checkupId === null && looks < LOOKS_MAX
}

type WizardProps = {
  batch: Batch
  step: 'mapping' | 'preview'
  onStep: (step: 'mapping' | 'preview') => void
}

function Wizard({ batch, step, onStep }: WizardProps) {
  const { data: analysis, error } = useQuery({
    queryKey: analysisKey(batch.id),
    queryFn: () => call(analyseImport, { params: { id: batch.id }, body: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (error) return <ErrorNote error={error as CallError} />
  if (!analysis) return <Skeleton active />
  return <WizardOf key={analysis.id} first={analysis} batch={batch} step={step} onStep={onStep} />
}

/** Holds the mapping as edited; looking again (other sheet, other kind) starts from a fresh suggestion. */
function WizardOf({ first, batch, step, onStep }: WizardProps & { first: Analysis }) {
  const [analysis, setAnalysis] = useState(first)
  const [draft, setDraft] = useState<Draft>(first.mapping)
  const again = useSend(analyseImport, {
    refresh: [],
    onDone: (next) => {
      setAnalysis(next)
      setDraft(next.mapping)
    },
  })
  const preview = useSend(previewImport, { refresh: [], onDone: () => onStep('preview') })
  const show = (mapping: Draft) => {
    setDraft(mapping)
    preview.mutate({ params: { id: batch.id }, body: { mapping } })
  }
  if (step === 'preview' && preview.data) {
    return (
      <PreviewStep
        batch={batch}
        preview={preview.data}
        draft={draft}
        busy={preview.isPending}
        error={preview.error}
        onChange={show}
        onBack={() => onStep('mapping')}
      />
    )
  }
  return (
    <MappingStep
      analysis={analysis}
      draft={draft}
      onDraft={setDraft}
      looking={again.isPending}
      onLookAgain={(body) => again.mutate({ params: { id: batch.id }, body })}
      blockers={openBlockers(draft, analysis.questions).length}
      busy={preview.isPending}
      error={again.error ?? preview.error}
      onPreview={() => show(draft)}
    />
  )
}
