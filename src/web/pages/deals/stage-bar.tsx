import { Tooltip } from 'antd'
import type { getDeal } from '../../../api/deals.ts'
import { dealsText } from '../../../text/web/deals.ts'
import type { ReplyOf } from '../../api.ts'
import type { Can } from '../../ui/can-button.tsx'
import { useText } from '../../ui/language.tsx'
import { useRefusalSentence } from '../../ui/refusal.tsx'
import type { Stage } from './move.ts'
import { useStageName } from './stage-name.ts'

type StageBarProps = {
  deal: ReplyOf<typeof getDeal>
  /** true, the code of the refusal, or absent when moving is not offered at all */
  can: Can
  onMove: (to: Stage) => void
}

/** The process as a row of steps; each is a button that moves the deal there. */
export function StageBar({ deal, can, onMove }: StageBarProps) {
  const t = useText(dealsText)
  const stageName = useStageName()
  const sentence = useRefusalSentence()
  const current = deal.stages.findIndex((stage) => stage.id === deal.stage.id)
  const closed = deal.outcome === 'won' || deal.outcome === 'lost'
  const why = typeof can === 'string' ? sentence({ code: can }) : undefined
  return (
    <Tooltip title={why}>
      <ol className="biz-stage-bar" aria-label={t('stageBar')}>
        {deal.stages.map((stage, index) => {
          const state =
            index === current ? 'now' : index < current && stage.kind === 'open' ? 'past' : 'ahead'
          return (
            <li key={stage.id} data-state={state} data-kind={stage.kind} data-closed={closed}>
              <button
                type="button"
                disabled={can !== true || index === current}
                aria-current={index === current ? 'step' : undefined}
                title={can === true ? t('moveHere', { stage: stageName(stage) }) : undefined}
                onClick={() => onMove(stage)}
              >
                {stageName(stage)}
              </button>
            </li>
          )
        })}
      </ol>
    </Tooltip>
  )
}
