import type { NoticeContent } from '../core/notify/message.ts'
import type { Locale } from './errors.ts'

/** "2026-03-16 版：先联系律师 王律师；第一步 停止发货（30 分钟内）" */
export function planWords(locale: Locale, { day, call, step }: NonNullable<NoticeContent['plan']>): string {
  if (locale === 'en') {
    const first = [call && `call ${call} first`, step && `step 1: ${step.title} (${step.minutes} minutes)`]
    return [`of ${day}`, ...first].filter(Boolean).join('; ')
  }
  const first = [call && `先联系${call}`, step && `第一步：${step.title}（${step.minutes} 分钟内）`]
  return [`${day} 版`, ...first].filter(Boolean).join('；')
}
