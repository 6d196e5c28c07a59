import { BarChart, FunnelChart, HeatmapChart, LineChart, PieChart } from 'echarts/charts'
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  DataZoomComponent,
  FunnelChart,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  PieChart,
  TooltipComponent,
  VisualMapComponent,
])

export type ChartOption = EChartsCoreOption

/** Draws into `element` and follows its size; the returned pieces change and end it. */
export function drawChart(element: HTMLElement, option: ChartOption, onPick?: (name: string) => void) {
  const chart = init(element, null, { renderer: 'canvas' })
  const watcher = new ResizeObserver(() => chart.resize())
  watcher.observe(element)
  chart.setOption(option)
  // Anywhere above a place of the axis, not only on its symbol: a finger does not hit one of hundreds.
  if (onPick)
    chart.getZr().on('click', ({ offsetX, offsetY }) => {
      if (!chart.containPixel('grid', [offsetX, offsetY])) return
      const place = Number(chart.convertFromPixel({ xAxisIndex: 0 }, offsetX))
      const [axis] = chart.getOption()['xAxis'] as { data?: readonly unknown[] }[]
      const name = axis?.data?.[Math.round(place)]
      if (name !== undefined) onPick(String(name))
    })
  return {
    change: (next: ChartOption) => chart.setOption(next, { notMerge: true }),
    end: () => {
      watcher.disconnect()
      chart.dispose()
    },
  }
}
