import type { Addressee, Rule } from '../core/watch/rule.ts'
import type { Bilingual } from '../core/watch/subject.ts'
import { type OwnField, scopeWords } from './scope-words.ts'
import { conditionWords, ruleSentence } from './watch.ts'
import { roleText } from './web/roles.ts'
import { rulesText } from './web/rules.ts'

/** What would change of a rule, line by line, in words; `before` is null in a rule that is not there yet. */
export type DiffLine = { what: Bilingual; before: Bilingual | null; after: Bilingual }

type Spec = Omit<Rule, 'version'>

export function ruleDiff(before: Spec | null, after: Spec, fields: readonly OwnField[]): DiffLine[] {
  return ROWS.flatMap(({ what, of }): DiffLine[] => {
    const [old, next] = [before && of(before, fields), of(after, fields)]
    if (old?.zh === next.zh && old.en === next.en) return []
    return before === null && (next === NONE || next === EVERY) ? [] : [{ what, before: old, after: next }]
  })
}

const NONE: Bilingual = { zh: '无', en: 'none' }
const EVERY: Bilingual = { zh: '全部', en: 'all of them' }

const ROWS: readonly { what: Bilingual; of: (rule: Spec, fields: readonly OwnField[]) => Bilingual }[] = [
  { what: { zh: '名称', en: 'Name' }, of: ({ title }) => title },
  { what: { zh: '运行方式', en: 'Mode' }, of: ({ mode }) => both((t) => rulesText[t][mode]) },
  { what: { zh: '什么时候提醒', en: 'When it warns' }, of: ruleSentence },
  {
    what: { zh: '范围', en: 'Which ones' },
    of: ({ scope, subject }, fields) => (scope ? scopeWords(subject, scope, fields) : EVERY),
  },
  {
    what: { zh: '什么时候解除', en: 'When it is over' },
    of: ({ clear, subject }) => (clear ? conditionWords(subject, clear) : NONE),
  },
  { what: { zh: '多久看一次', en: 'How often it looks' }, of: ({ grid }) => GRID[grid] },
  { what: { zh: '级别', en: 'Severity' }, of: ({ severity }) => plain(String(severity)) },
  { what: { zh: '谁来处理', en: 'Who handles it' }, of: ({ responsible }) => person(responsible) },
  { what: { zh: '同时告诉', en: 'Also told' }, of: ({ informed }) => joined(informed.map(person)) },
  {
    what: { zh: '没人管时上报', en: 'When nobody takes it up' },
    of: ({ ladder }) =>
      joined(
        ladder.map(({ afterWorkingMinutes, to }) => {
          const hours = Math.round(afterWorkingMinutes / 6) / 10
          return {
            zh: `${hours} 个工作小时后给${person(to).zh}`,
            en: `${person(to).en} after ${hours} working hours`,
          }
        }),
      ),
  },
  { what: { zh: '派的任务', en: 'Tasks' }, of: ({ playbook }) => joined(playbook.map(({ title }) => title)) },
  { what: { zh: '解除后安静几天', en: 'Days of quiet' }, of: ({ coolDownDays }) => plain(`${coolDownDays}`) },
  {
    what: { zh: '有效期', en: 'Valid' },
    of: ({ validFrom, validTo }) =>
      validFrom || validTo ? plain(`${validFrom ?? '…'} – ${validTo ?? '…'}`) : NONE,
  },
  {
    what: { zh: '只进早报', en: 'Digest only' },
    of: ({ digestOnly }) => (digestOnly ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' }),
  },
  {
    what: { zh: '没看记录就打开，理由', en: 'On without a record, because' },
    of: ({ unproven }) => (unproven ? plain(unproven) : NONE),
  },
]

const GRID: Record<Rule['grid'], Bilingual> = {
  change: { zh: '一有变化就看', en: 'with every change' },
  day: { zh: '每天', en: 'every day' },
  week: { zh: '每周', en: 'every week' },
}

function person(to: Addressee): Bilingual {
  if (to === 'subject-responsible' || to === 'backup') return both((t) => rulesText[t][to])
  return both((t) => roleText[t][to])
}

function joined(parts: readonly Bilingual[]): Bilingual {
  if (parts.length === 0) return NONE
  return { zh: parts.map(({ zh }) => zh).join('、'), en: parts.map(({ en }) => en).join(', ') }
}

function plain(text: string): Bilingual {
  return { zh: text, en: text }
}

function both(of: (language: 'zh' | 'en') => string): Bilingual {
  return { zh: of('zh'), en: of('en') }
}
