import type { Random } from './random.ts'
import type { ActivityKind, OpenStage } from './shapes.ts'

/**
 * What a rep writes after a call: one line, in the tone of the trade. `{c}` is the contact, `{p}` the
 * product.
 */
type Line = readonly [kind: ActivityKind, text: string]

const REACH: readonly Line[] = [
  ['call', '首次电话，{c}说目前有固定供应商，可以先发资料'],
  ['wechat', '加上{c}微信，发了公司简介和{p}样册'],
  ['visit', '上门拜访，见到{c}，车间有{p}的外协需求'],
  ['call', '{c}在开会，约了周四下午再打'],
  ['mail', '邮件发送设备清单和质量体系证书'],
  ['call', '{c}问能不能做小批量打样，回复可以，三天出样'],
  ['wechat', '{c}回复资料已转给技术部，等消息'],
  ['visit', '带样件过去，{c}对表面处理比较满意'],
]
const NEED: readonly Line[] = [
  ['call', '和{c}确认图纸版本，{p}公差±0.02，材料要报告'],
  ['wechat', '{c}发来新版图纸，已转工艺评估'],
  ['visit', '与{c}和质量部开会，过了一遍检验要求'],
  ['call', '{c}说年用量约{n}，首批先做200'],
  ['mail', '收到{p}技术协议，法务看过后回传'],
  ['wechat', '催{c}确认材质，答复明天给'],
  ['call', '工艺问了三个尺寸问题，{c}逐条答复'],
  ['other', '内部评审{p}工艺路线，需外协热处理'],
]
const QUOTE: readonly Line[] = [
  ['mail', '{p}报价单已发{c}，含税含运费，有效期30天'],
  ['call', '{c}反馈单价高了{k}个点，要求再核一版'],
  ['wechat', '{c}说领导在比价，下周给结果'],
  ['call', '跟进报价，{c}希望账期从30天放到60天'],
  ['visit', '当面过报价明细，{c}认可加工费，材料按月调价'],
  ['wechat', '二次报价已发，降了{k}个点，等{c}确认'],
  ['call', '{c}问交期，承诺合同后25天'],
  ['other', '报价卡在成本核算，催技术部出工时'],
]
const SIGN: readonly Line[] = [
  ['mail', '合同草稿发{c}，付款条款按月结'],
  ['call', '{c}说合同在走审批，预计三天'],
  ['wechat', '{c}返回修改意见，违约金比例要降'],
  ['visit', '去客户处盖章，{c}当场签收样件'],
  ['call', '确认首批交付日期，{c}同意分两批发'],
  ['wechat', '合同扫描件已回，等原件寄出'],
]
const CARE: readonly Line[] = [
  ['visit', '月度拜访，和{c}过了交付和质量情况，无异常'],
  ['call', '电话回访，{c}说这批{p}装配顺利'],
  ['wechat', '{c}问下月排产，预计用量持平'],
  ['call', '对账，{c}确认余额无误'],
  ['wechat', '发送发货单和质检报告给{c}'],
  ['visit', '陪同质量工程师处理来料反馈，{c}认可整改'],
  ['call', '{c}提到新项目年底立项，先留意'],
  ['mail', '发送季度质量总结，{c}回复收到'],
]
const GREETING: readonly Line[] = [
  ['wechat', '给{c}发了节日问候'],
  ['wechat', '问候{c}，顺便问了近期排产'],
  ['wechat', '{c}出差，微信简单沟通进度'],
]
export const CLOSING = {
  won: ['call', '{c}通知中标，订单号稍后发来'],
  lost: ['call', '{c}告知这次没选我们，原因：{r}'],
} as const satisfies Record<string, Line>
const LINES = { reach: REACH, need: NEED, quote: QUOTE, sign: SIGN, care: CARE, greeting: GREETING }
export type Occasion = OpenStage | 'care' | 'greeting'

export type Slots = { contact: string; product: string; reason?: string }

export function say(
  random: Random,
  occasion: Occasion,
  slots: Slots,
): { kind: ActivityKind; summary: string } {
  return fill(random, random.pick(LINES[occasion]), slots)
}

export function sayClosing(
  random: Random,
  outcome: 'won' | 'lost',
  slots: Slots,
): { kind: ActivityKind; summary: string } {
  return fill(random, CLOSING[outcome], slots)
}

function fill(random: Random, [kind, text]: Line, { contact, product, reason }: Slots) {
  const summary = text
    .replaceAll('{c}', contact)
    .replaceAll('{p}', product)
    .replaceAll('{n}', `${random.int(2, 60) * 500}件`)
    .replaceAll('{k}', String(random.int(3, 12)))
    .replaceAll('{r}', reason ?? '未说明')
  return { kind, summary }
}
