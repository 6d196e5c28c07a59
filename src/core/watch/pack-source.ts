import { quietMetric, rhythmField, SOURCE_NAMES } from './metrics-source.ts'
import { shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Addressee, Rule } from './rule.ts'
import { SOURCES, type SourceName } from './vital-signs.ts'

/** Who sees to it that a source delivers: it can be another, on the card of the rule. */
const WHO: Readonly<Record<SourceName, Addressee>> = {
  activity: 'manager',
  deal: 'manager',
  quote: 'manager',
  order: 'assistant',
  invoice: 'finance',
  payment: 'finance',
}

/**
 * C208: a source that is late is one alert, and what only its silence says waits meanwhile. Opens on the
 * morning on which it is missed, ends with the first recording.
 */
export const SOURCE_RULES: readonly Rule[] = SOURCES.map((source) => {
  const { zh, en } = SOURCE_NAMES[source]
  return shipped({
    code: `source-late-${source}`,
    title: { zh: `${zh}的数据没有来`, en: `No data: ${en}` },
    note: {
      zh: `只因为没有${zh}数据才成立的预警先不发出，等数据来了再看；最多等 5 个工作日。`,
      en: `Warnings that hold only for want of ${en} wait until the data comes, at most five working days.`,
    },
    subject: 'org',
    condition: {
      metric: quietMetric(source),
      op: 'gt',
      threshold: { kind: 'field', field: rhythmField(source), pct: 100, otherwise: 0 },
    },
    severity: 2,
    responsible: WHO[source],
    moneyMetric: null,
    playbook: [
      todo(
        {
          zh: `补上缺的${zh}：一向靠文件导入的请导入文件，一向手工登记的请补录；改成手工登记或确实没有新数据的，到数据质量页设定间隔，此后手工登记也算`,
          en: `Bring the missing ${en}: import the file where it comes as one, else have it entered; where it is typed from now on or there is none, set the interval on the page of data quality, from then on what is typed counts`,
        },
        WHO[source],
        WORKDAY,
      ),
    ],
  })
})
