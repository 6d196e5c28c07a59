import type { meetingsText } from '../../../text/web/meetings.ts'
import type { Fill } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import type { Meeting } from './queries.ts'

type T = (key: keyof (typeof meetingsText)['zh'], fill?: Fill) => string

/** The meeting as text for the chat group: what changed, what came back, what was decided, the minutes. */
export function minutesWords(t: T, { heldOn, title, agenda, decided, minutes }: Meeting): string {
  const { changes } = agenda
  const tasks = (rows: Meeting['decided']) =>
    rows.map((task, index) => `${index + 1}. ${task.title} · ${task.responsible.name} · ${task.dueOn}`)
  const part = (name: string, lines: readonly string[]) => (lines.length > 0 ? [name, ...lines] : [])
  return [
    `【${title}】${heldOn}`,
    `${t('changes', { from: changes.from })}：${t('won')} ${changes.won.n} ${moneyText(changes.won.fen)} · ${t(
      'collected',
    )} ${moneyText(changes.collected.fen)} · ${t('alertsOpened')} ${changes.alertsOpened.n}`,
    ...part(t('earlier'), tasks(agenda.earlier.filter(({ state }) => state === 'open'))),
    ...part(t('decided'), tasks(decided)),
    ...part(t('minutes'), minutes.trim() === '' ? [] : [minutes.trim()]),
  ].join('\n')
}
