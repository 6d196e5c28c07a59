import type { FaultCode } from '../core/watch/vital-signs.ts'
import type { Locale } from './errors.ts'
import { faultWords } from './health.ts'
import type { NoticeWords } from './notify.ts'

const WORDS = {
  'zh-CN': { tag: '[风向标]', nextStep: '下一步', open: '打开系统自检' },
  en: { tag: '[Bellwether]', nextStep: 'Next step', open: 'Open the health page' },
} as const

/** To the administrator: the watcher itself is not awake (C107). */
export function machineFaultWords(
  locale: Locale,
  { code, detail }: { code: FaultCode; detail: string },
): NoticeWords {
  const say = WORDS[locale]
  const { title, todo } = faultWords(code, detail)
  const of = (words: { zh: string; en: string }) => (locale === 'en' ? words.en : words.zh)
  return {
    tone: 'bad',
    title: of(title),
    subject: `${say.tag} ${of(title)}`,
    fields: [{ label: say.nextStep, value: of(todo), strong: true }],
    paragraphs: [],
    link: { label: say.open, url: '/health' },
  }
}
