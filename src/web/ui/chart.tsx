import { Button } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { uiText } from '../../text/web/ui.ts'
import { COLORS, theme } from '../theme.ts'
import type { ChartOption, drawChart } from './chart-engine.ts'
import { useText } from './language.tsx'

type ChartProps = {
  /** An ECharts option; colours, font, grid and tooltip have calm defaults. */
  option: ChartOption
  /** The same numbers as rows, one click away and read by screen readers. */
  numbers: { columns: readonly string[]; rows: readonly (readonly ReactNode[])[] }
  /** What the chart shows, in one phrase. */
  label: string
  height?: number
  /** Called with the place of a line's axis that was clicked. */
  onPick?: (name: string) => void
}

/** A chart whose numbers are one click away. The engine loads when the first chart is shown. */
export function Chart({ option, numbers, label, height = 260, onPick }: ChartProps) {
  const t = useText(uiText)
  const [asNumbers, setAsNumbers] = useState(false)
  return (
    <figure className="bw-chart" aria-label={label}>
      <Button size="small" type="text" className="bw-chart-switch" onClick={() => setAsNumbers(!asNumbers)}>
        {asNumbers ? t('showChart') : t('showNumbers')}
      </Button>
      {asNumbers ? (
        <Numbers {...numbers} height={height} />
      ) : (
        <Canvas option={option} height={height} {...(onPick ? { onPick } : {})} />
      )}
    </figure>
  )
}

function Canvas({ option, height, onPick }: Pick<ChartProps, 'option' | 'onPick'> & { height: number }) {
  const place = useRef<HTMLDivElement>(null)
  const drawn = useRef<ReturnType<typeof drawChart> | null>(null)
  const latest = useRef(option)
  const pick = useRef(onPick)
  latest.current = option
  pick.current = onPick
  useEffect(() => {
    let gone = false
    void import('./chart-engine.ts').then((engine) => {
      if (gone || !place.current) return
      drawn.current = engine.drawChart(place.current, withDefaults(latest.current), (name) =>
        pick.current?.(name),
      )
    })
    return () => {
      gone = true
      drawn.current?.end()
      drawn.current = null
    }
  }, [])
  useEffect(() => drawn.current?.change(withDefaults(option)), [option])
  return <div ref={place} style={{ height }} aria-hidden />
}

function Numbers({ columns, rows, height }: ChartProps['numbers'] & { height: number }) {
  return (
    <div className="bw-chart-numbers" style={{ maxHeight: height }}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a chart have no identity of their own
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={columns[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function withDefaults(option: ChartOption): ChartOption {
  return {
    color: [COLORS.accent, COLORS.calm, COLORS.warn, '#7a6aa8', '#93a7a5'],
    textStyle: { fontFamily: 'inherit', color: COLORS.inkSoft },
    grid: { left: 8, right: 16, top: 28, bottom: 8, containLabel: true },
    animation: theme.token?.motion !== false,
    animationDuration: 250,
    tooltip: { trigger: 'axis', confine: true },
    ...option,
  }
}
