import { Button } from 'antd'
import type { ReactNode } from 'react'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { useBoth, useText } from '../../ui/language.tsx'
import { raised, type Step } from './flow-draft.ts'

type FrameProps<T> = {
  title: Step['name']
  place: { list: readonly T[]; index: number }
  /** the only one left here, which cannot go */
  isLast?: boolean
  onMove: (next: T[]) => void
  children: ReactNode
}

/** One part of a flow with the buttons that move it; all by keyboard, each says which part it moves. */
export function PartFrame<T>({
  title,
  place: { list, index },
  isLast = false,
  onMove,
  children,
}: FrameProps<T>) {
  const t = useText(flowsText)
  const name = useBoth()(title)
  return (
    <section className="biz-part" aria-label={name}>
      <header className="bw-row bw-wrap">
        <strong>
          {index + 1}. {name}
        </strong>
        <span className="bw-row biz-part-acts">
          <Button
            size="small"
            aria-label={t('upOf', { name })}
            disabled={index === 0}
            onClick={() => onMove(raised(list, index))}
          >
            {t('up')}
          </Button>
          <Button
            size="small"
            aria-label={t('downOf', { name })}
            disabled={index === list.length - 1}
            onClick={() => onMove(raised(list, index + 1))}
          >
            {t('down')}
          </Button>
          <Button
            size="small"
            danger
            aria-label={t('removeOf', { name })}
            disabled={isLast}
            onClick={() => onMove(list.toSpliced(index, 1))}
          >
            {t('remove')}
          </Button>
        </span>
      </header>
      {children}
    </section>
  )
}
