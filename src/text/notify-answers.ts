import type { Locale } from './errors.ts'

/** What a provider's answer means and what to do about it, for the test button and the outbox. */
export type AnswerText = { explanation: string; whatToDo: string | null }

type Entry = { zh: readonly [string, string?]; en: readonly [string, string?] }

/**
 * `channel` is the channel kind; `code` and `message` are the provider's own. Unknown codes say that they
 * are unknown.
 */
export function explainAnswer(
  locale: Locale,
  answer: { channel: string; outcome: string; code: string; message: string },
): AnswerText {
  const entry = findEntry(answer)
  const [explanation, whatToDo] = locale === 'en' ? entry.en : entry.zh
  return { explanation, whatToDo: whatToDo ?? null }
}

function findEntry({ channel, outcome, code, message }: Parameters<typeof explainAnswer>[1]): Entry {
  if (outcome === 'sent') return SENT
  if (outcome === 'accepted') return ACCEPTED
  if (channel === 'dingtalk' && code === '310000') return dingtalkSafety(message)
  return ANSWERS[`${channel}:${code}`] ?? ANSWERS[code] ?? byHttpStatus(code) ?? UNKNOWN
}

/** 310000 covers four settings; only its text says which one refused. */
function dingtalkSafety(message: string): Entry {
  if (/keyword/i.test(message)) return ANSWERS['dingtalk:keyword']!
  if (/timestamp/i.test(message)) return ANSWERS['dingtalk:timestamp']!
  if (/sign/i.test(message)) return ANSWERS['dingtalk:sign']!
  if (/\bip\b|whitelist/i.test(message)) return ANSWERS['dingtalk:ip']!
  return ANSWERS['dingtalk:safety']!
}

function byHttpStatus(code: string): Entry | undefined {
  const status = Number(/^http_(\d{3})$/.exec(code)?.[1] ?? 0)
  if (status >= 500) return SERVER_FAULT
  if (status >= 300 && status < 400) return REDIRECTED
  return status >= 400 ? HTTP_REFUSED : undefined
}

const SENT: Entry = { zh: ['已送达。'], en: ['Delivered.'] }
const ACCEPTED: Entry = { zh: ['对方已受理，稍后送达。'], en: ['Accepted; delivered a little later.'] }
const UNKNOWN: Entry = {
  zh: ['对方返回了未知的错误，消息没有送达。', '请把下面的原始返回发给服务商查询。'],
  en: [
    'The provider answered with an unknown error; nothing was delivered.',
    'Ask the provider about the raw answer below.',
  ],
}
const SERVER_FAULT: Entry = {
  zh: ['对方服务器出错，会自动重试。'],
  en: ['The provider’s server failed; it is tried again automatically.'],
}
const REDIRECTED: Entry = {
  zh: ['对方要求跳转到别的地址，出于安全不会跟随。', '请填写最终地址。'],
  en: ['The address redirects elsewhere; redirects are not followed.', 'Enter the final address.'],
}
const HTTP_REFUSED: Entry = {
  zh: ['对方拒绝了请求。', '请检查地址是否完整、是否填错。'],
  en: ['The request was refused.', 'Check that the address is complete and correct.'],
}

const LOGIN_REFUSED: Entry = {
  zh: ['邮箱登录失败。', '密码处应填写邮箱的「授权码」，不是登录密码；在邮箱设置里开启 SMTP 后生成。'],
  en: [
    'The mailbox refused the login.',
    'Use the mailbox’s authorisation code instead of the login password.',
  ],
}
const SENDER_REFUSED: Entry = {
  zh: ['发件人被拒绝。', '发件人地址必须与登录账号一致。'],
  en: ['The sender was refused.', 'The From address must be the login account.'],
}
const RECEIVER_REFUSED: Entry = {
  zh: ['收件地址不存在或被拒收。', '请核对此人的邮箱地址。'],
  en: ['The receiving address does not exist or refuses mail.', 'Check this person’s address.'],
}
const TOO_FAST: Entry = {
  zh: ['发送太频繁，被限流，会自动稍后再发。'],
  en: ['Too many messages; it is sent later automatically.'],
}
const TOO_LONG: Entry = { zh: ['消息太长。'], en: ['The message is too long.'] }
const KEYWORD_MISSING: Entry = {
  zh: ['消息里没有机器人设置的关键词。', '请把机器人的「自定义关键词」原样填到本通道的关键词一栏。'],
  en: ['The message lacks the robot’s keyword.', 'Enter the robot’s custom keyword in this channel.'],
}
const SIGN_WRONG: Entry = {
  zh: ['加签校验没有通过。', '请重新复制机器人安全设置里的签名密钥；并确认服务器时间准确。'],
  en: ['The signature was refused.', 'Copy the signing secret again, and check the server’s clock.'],
}
const IP_REFUSED: Entry = {
  zh: ['本服务器的出口 IP 不在机器人的白名单里。', '请把原始返回里的 IP 加入机器人的 IP 地址段。'],
  en: ['This server’s address is not on the robot’s list.', 'Add the address shown in the raw answer.'],
}
const ROBOT_GONE: Entry = {
  zh: ['机器人已被停用、移除，或地址不对。', '请在群里确认机器人还在，重新复制它的 Webhook 地址。'],
  en: [
    'The robot was stopped or removed, or its address is wrong.',
    'Copy the robot’s webhook address again.',
  ],
}

const ANSWERS: Record<string, Entry> = {
  'wecom:93000': ROBOT_GONE,
  'wecom:40008': { zh: ['消息类型不被支持。'], en: ['The message type is not supported.'] },
  'wecom:44004': { zh: ['消息内容为空。'], en: ['The message is empty.'] },
  'wecom:45002': TOO_LONG,
  'wecom:45009': TOO_FAST,
  'wecom:45033': TOO_FAST,
  'wecom:-1': SERVER_FAULT,
  'wecom:60020': {
    zh: [
      '服务器 IP 不在企业微信的可信列表。',
      '企业微信管理后台 → 应用管理 → 企业可信IP，加入原始返回里的 IP，约 1 分钟后生效。',
    ],
    en: [
      'The server’s address is not trusted.',
      'WeCom admin → App management → Trusted IP: add the address in the raw answer.',
    ],
  },
  'dingtalk:keyword': KEYWORD_MISSING,
  'dingtalk:sign': SIGN_WRONG,
  'dingtalk:timestamp': {
    zh: ['时间戳无效。', '服务器时间与北京时间相差超过 1 小时，请校准时钟。'],
    en: ['The timestamp is invalid.', 'The server’s clock is off by more than an hour.'],
  },
  'dingtalk:ip': IP_REFUSED,
  'dingtalk:safety': {
    zh: ['机器人的安全设置拒绝了消息。', '请核对关键词、加签和 IP 地址段。'],
    en: ['The robot’s safety setting refused it.', 'Check keyword, signature and address list.'],
  },
  'dingtalk:130101': TOO_FAST,
  'dingtalk:410100': TOO_FAST,
  'dingtalk:-1': SERVER_FAULT,
  'dingtalk:300001': ROBOT_GONE,
  'dingtalk:300005': ROBOT_GONE,
  'dingtalk:400101': ROBOT_GONE,
  'dingtalk:400102': ROBOT_GONE,
  'dingtalk:400106': ROBOT_GONE,
  'dingtalk:400013': {
    zh: ['群已解散。', '请换一个群。'],
    en: ['The group was dissolved.', 'Use another group.'],
  },
  'dingtalk:40035': { zh: ['缺少参数。'], en: ['A parameter is missing.'] },
  'dingtalk:400105': { zh: ['消息类型不被支持。'], en: ['The message type is not supported.'] },
  'feishu:19001': ROBOT_GONE,
  'feishu:19021': SIGN_WRONG,
  'feishu:19022': IP_REFUSED,
  'feishu:19024': KEYWORD_MISSING,
  'feishu:9499': { zh: ['请求格式不被接受。'], en: ['The request was not accepted.'] },
  'feishu:11232': TOO_FAST,
  'webhook:http_410': {
    zh: ['接收方表示此地址已永久停用。', '请换一个地址。'],
    en: ['The receiver says this address is gone for good.', 'Use another address.'],
  },
  'mail:535': LOGIN_REFUSED,
  'mail:534': LOGIN_REFUSED,
  'mail:530': LOGIN_REFUSED,
  'mail:eauth': LOGIN_REFUSED,
  'mail:starttls': {
    zh: ['邮件服务器不支持 STARTTLS 加密，为保护密码没有发送。', '请改用 SSL/TLS（通常是 465 端口）。'],
    en: ['The mail server offers no STARTTLS; nothing was sent in clear.', 'Use SSL/TLS, usually port 465.'],
  },
  'mail:etimedout': {
    zh: ['邮件服务器没有按时应答，会自动重试。'],
    en: ['No answer in time; it is tried again.'],
  },
  'mail:501': SENDER_REFUSED,
  'mail:553': SENDER_REFUSED,
  'mail:550': RECEIVER_REFUSED,
  'mail:421': TOO_FAST,
  'mail:450': TOO_FAST,
  'mail:451': TOO_FAST,
  'mail:452': TOO_FAST,
  'mail:554': {
    zh: ['邮件被对方当作垃圾邮件或超出频率而拒绝。'],
    en: ['The mail was refused as spam or for its frequency.'],
  },
  timeout: { zh: ['对方没有按时应答，会自动重试。'], en: ['No answer in time; it is tried again.'] },
  network: {
    zh: ['连不上对方服务器，会自动重试。', '请检查服务器能否访问外网。'],
    en: ['The server cannot be reached; it is tried again.', 'Check that this machine can reach it.'],
  },
  dns: {
    zh: ['域名解析失败。', '请检查地址是否写错。'],
    en: ['The host name is unknown.', 'Check the address.'],
  },
  tls: { zh: ['对方的证书无效或过期。'], en: ['The other side’s certificate is invalid or expired.'] },
  bad_url: { zh: ['地址格式不对。', '应以 http:// 或 https:// 开头。'], en: ['The address is malformed.'] },
  address_refused: {
    zh: [
      '该地址指向内部网络，出于安全已拒绝。',
      '确需访问内网时，请由运维把它加入允许列表（BELLWETHER_ALLOW_PRIVATE）。',
    ],
    en: [
      'The address leads into the internal network and was refused.',
      'The operator may list it in BELLWETHER_ALLOW_PRIVATE.',
    ],
  },
  unreadable: {
    zh: ['对方的应答看不懂（可能是网关或登录页），会自动重试。'],
    en: ['The answer could not be read (a gateway or sign-in page?); it is tried again.'],
  },
  http_429: TOO_FAST,
  http_404: ROBOT_GONE,
}
