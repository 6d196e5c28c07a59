import type { Fen } from './money.ts'

const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const SMALL = ['', '拾', '佰', '仟']
const LARGE = ['', '万', '亿', '万亿']

/**
 * An amount as Chinese documents write it so that nobody can add a digit: 128000.00 is 壹拾贰万捌仟元整.
 * 整 stands after 元 and 角, never after 分; a gap of digits reads 零 once.
 */
export function rmbInWords(fen: Fen): string {
  if (fen < 0n) return `负${rmbInWords(-fen)}`
  const yuan = fen / 100n
  const jiao = Number((fen / 10n) % 10n)
  const cents = Number(fen % 10n)
  const whole = yuan === 0n ? '' : `${integer(yuan)}元`
  if (jiao === 0 && cents === 0) return whole === '' ? '零元整' : `${whole}整`
  const gap = whole !== '' && jiao === 0 ? '零' : ''
  return `${whole}${gap}${jiao === 0 ? '' : `${DIGITS[jiao]}角`}${cents === 0 ? '整' : `${DIGITS[cents]}分`}`
}

/** Four digits at a time; a group that begins with zeros, or is one, leaves a single 零 before the next. */
function integer(yuan: bigint): string {
  let text = ''
  let gap = false
  const groups: number[] = []
  for (let rest = yuan; rest > 0n; rest /= 10_000n) groups.unshift(Number(rest % 10_000n))
  for (const [index, group] of groups.entries()) {
    if (group === 0) {
      gap = true
      continue
    }
    if (text !== '' && (gap || group < 1000)) text += '零'
    text += fourDigits(group) + (LARGE[groups.length - 1 - index] ?? '')
    gap = false
  }
  return text
}

function fourDigits(group: number): string {
  let text = ''
  let gap = false
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(group / 10 ** place) % 10
    if (digit === 0) {
      gap = text !== ''
      continue
    }
    text += `${gap ? '零' : ''}${DIGITS[digit]}${SMALL[place]}`
    gap = false
  }
  return text
}
