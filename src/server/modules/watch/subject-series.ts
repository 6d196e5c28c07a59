import type { Delta, MetricDef, Series } from '../../../core/watch/metric.ts'

/** One figure of many subjects: the facts of each, and what those share of whom nothing is known. */
export type Column = {
  def: MetricDef
  deltas: { get: (id: string) => readonly Delta[] | undefined } | undefined
  none: Series
}

/** The figures of one subject, put together when they are asked for: of most subjects few ever are. */
export class SubjectSeries implements ReadonlyMap<string, Series> {
  private readonly columns: ReadonlyMap<string, Column>
  private readonly id: string
  private made: Map<string, Series> | null = null

  constructor(columns: ReadonlyMap<string, Column>, id: string) {
    this.columns = columns
    this.id = id
  }

  get size(): number {
    return this.columns.size
  }

  has(metric: string): boolean {
    return this.columns.has(metric)
  }

  get(metric: string): Series | undefined {
    const made = this.made?.get(metric)
    if (made) return made
    const column = this.columns.get(metric)
    if (!column) return undefined
    const deltas = column.deltas?.get(this.id)
    if (!deltas) return column.none
    // One and the same whoever asks: it remembers its last reading.
    const series: Series = { def: column.def, deltas }
    this.made ??= new Map()
    this.made.set(metric, series)
    return series
  }

  keys(): MapIterator<string> {
    return this.columns.keys()
  }

  entries(): MapIterator<[string, Series]> {
    return this.all().entries()
  }

  values(): MapIterator<Series> {
    return this.all().values()
  }

  [Symbol.iterator](): MapIterator<[string, Series]> {
    return this.entries()
  }

  forEach(tell: (series: Series, metric: string, all: ReadonlyMap<string, Series>) => void): void {
    for (const [metric, series] of this.all()) tell(series, metric, this)
  }

  private all(): Map<string, Series> {
    return new Map([...this.columns.keys()].map((metric) => [metric, this.get(metric)!]))
  }
}
