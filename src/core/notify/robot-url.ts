/**
 * People copy the whole address out of the group's robot page; nobody knows which part of it is the key. This
 * recognises the three robots and takes the address apart.
 */
export type RobotAddress = {
  kind: 'wecom' | 'dingtalk' | 'feishu'
  secret: string
  /** null when it is the provider's public address. */
  baseUrl: string | null
}

const PATTERNS: readonly { kind: RobotAddress['kind']; pattern: RegExp }[] = [
  {
    kind: 'wecom',
    pattern: /^(https?:\/\/[^/\s?#]+(?:\/[^\s?#]*?)?)\/cgi-bin\/webhook\/send\?(?:[^#\s]*&)?key=([\w-]+)/i,
  },
  {
    kind: 'dingtalk',
    pattern: /^(https?:\/\/[^/\s?#]+(?:\/[^\s?#]*?)?)\/robot\/send\?(?:[^#\s]*&)?access_token=([\w-]+)/i,
  },
  { kind: 'feishu', pattern: /^(https?:\/\/[^/\s?#]+(?:\/[^\s?#]*?)?)\/open-apis\/bot\/v2\/hook\/([\w-]+)/i },
]

/** Public addresses of the providers; everything else is a stand-in, a proxy or a private deployment. */
export const ROBOT_BASE_URLS: Readonly<Record<RobotAddress['kind'], string>> = {
  wecom: 'https://qyapi.weixin.qq.com',
  dingtalk: 'https://oapi.dingtalk.com',
  feishu: 'https://open.feishu.cn',
}

/** null when the text is none of the three robots' addresses. */
export function parseRobotUrl(text: string): RobotAddress | null {
  for (const { kind, pattern } of PATTERNS) {
    const match = pattern.exec(text.trim())
    if (match?.[1] === undefined || match[2] === undefined) continue
    return { kind, secret: match[2], baseUrl: match[1] === ROBOT_BASE_URLS[kind] ? null : match[1] }
  }
  return null
}
