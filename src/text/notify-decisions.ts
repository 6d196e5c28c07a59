import type { SendReason, SkipReason } from '../core/notify/decide.ts'
import type { Locale } from './errors.ts'

/** Reasons that do not come from a decision about a person but from the channel or from somebody's click. */
export type DeliveryReason =
  | 'test'
  | 'brief'
  | 'machine'
  | 'fallback'
  | 'merged'
  | 'resent'
  | 'pressed'
  | 'taken_back'
  | 'channel_off'
  | 'no_channel'
  | 'no_receiver'
  | 'undelivered'
  | 'system'

/**
 * Why a notice was sent, put off or left out, as the outbox and the timeline show it; an unknown code is
 * shown as it is.
 */
export function decisionText(locale: Locale, reason: string): string {
  const known: Partial<Record<string, { zh: string; en: string }>> = DECISIONS
  return known[reason]?.[locale === 'en' ? 'en' : 'zh'] ?? reason
}

const DECISIONS: Record<SendReason | SkipReason | DeliveryReason, { zh: string; en: string }> = {
  test: { zh: '测试消息', en: 'Test message' },
  brief: { zh: '每日早报', en: 'Morning brief' },
  machine: { zh: '发给其他系统', en: 'For another system' },
  fallback: { zh: '原通道失败，改用邮件', en: 'The other channel failed; sent by mail' },
  merged: { zh: '发送太密，合并成一条', en: 'Merged into one message with others' },
  taken_back: { zh: '发出前被撤回', en: 'Taken back before it left' },
  pressed: { zh: '人工发送', en: 'Sent by hand' },
  resent: { zh: '人工重发', en: 'Sent again by hand' },
  channel_off: { zh: '通道已停用', en: 'The channel is off' },
  no_channel: { zh: '没有可用的外部通道，只在页面显示', en: 'No channel reaches this person: page only' },
  no_receiver: { zh: '收件人没有邮箱', en: 'The receiver has no address' },
  undelivered: { zh: '外部通道没有送达，放入早报', en: 'Could not be delivered; goes into the brief' },
  system: { zh: '系统通知', en: 'System notice' },
  first: { zh: '首次提醒', en: 'First notice' },
  worsened: { zh: '情况加重', en: 'It got worse' },
  escalated: { zh: '已上报上级', en: 'Escalated' },
  assigned: { zh: '转给了您', en: 'Assigned to you' },
  resumed: { zh: '暂缓或暂不提醒已结束，再次提醒', en: 'No longer held back or silenced; told again' },
  repeat_due: { zh: '仍无人接手，再次提醒', en: 'Nobody took it on; reminded again' },
  resolved: { zh: '预警已解除', en: 'Cleared' },
  trial: { zh: '规则在试运行，不提醒', en: 'The rule is on trial: nobody is told' },
  silenced: { zh: '已设为暂不提醒', en: 'Silenced' },
  inhibited: {
    zh: '暂缓：这个客户现在不发友好提醒',
    en: 'Held back: no friendly reminder to this customer now',
  },
  never_told: { zh: '提醒之前已经解除', en: 'Cleared before anybody was told' },
  duplicate: { zh: '已经提醒过，没有新变化', en: 'Already told, nothing new' },
  resolved_quietly: { zh: '已解除，只在页面显示', en: 'Cleared: shown in the page only' },
  muted: { zh: '本人设置了免打扰，放入早报', en: 'Muted by the person; goes into the brief' },
  digest_only: { zh: '这条规则只进早报', en: 'This rule speaks in the brief only' },
  below_severity: { zh: '不够紧急，放入早报', en: 'Not urgent enough; goes into the brief' },
  quiet_hours: { zh: '夜间不打扰，早上再发', en: 'Quiet hours; sent in the morning' },
  day_off: { zh: '休息日不打扰，下个工作日再发', en: 'Day off; sent on the next working day' },
  cap_reached: { zh: '今天已提醒 5 次，其余放入早报', en: 'The daily cap is reached; goes into the brief' },
}
