import type { ContractTemplate } from '../core/contract/template.ts'

/**
 * What a new company begins with (C065): plain terms for the sale of goods, in the language of the contract,
 * to be read and changed by whoever answers for them. Without it the first contract would be free-form.
 */
export const SALES_TEMPLATE: ContractTemplate = {
  name: '标准销售合同',
  penaltyBp: 5,
  clauses: {
    subject:
      '乙方（{乙方}）按本合同约定的品名、规格、数量和单价向甲方（{甲方}）供货，合同总金额为人民币 {金额}（大写：{金额大写}）。',
    delivery:
      '乙方按约定的日期和地点交货，质量符合国家标准、行业标准及双方确认的图纸或样品。甲方应在收货后 7 日内验收；有异议的应在该期限内书面提出，逾期未提出视为验收合格。',
    breach:
      '任何一方不履行或不按约定履行本合同的，应赔偿对方因此受到的损失。乙方逾期交货的，每逾期一日按逾期部分货款的万分之五支付违约金；甲方逾期付款的，每逾期一日按未付金额的{违约金}支付违约金。',
    dunning:
      '款项到期未付的，乙方可以书面（含电子邮件、微信）催告；催告后 7 日内仍未付清的，乙方可以暂停供货，并向乙方所在地人民法院起诉，合理的律师费、诉讼费由违约方承担。',
    other: '本合同自双方签字或盖章之日起生效，一式两份，双方各执一份。补充、变更须双方书面确认。',
  },
  ownClauses: [
    {
      title: '不可抗力',
      text: '因不可抗力不能履行的，应在 3 日内通知对方，并在 15 日内提供证明；据此可以延期、部分履行或不履行，已发货物的货款除外。',
    },
    {
      title: '保密',
      text: '双方对履行中知悉的图纸、价格和客户信息保密，未经对方书面同意不得向第三方披露；本条在合同终止后三年内有效。',
    },
    {
      title: '通知与送达',
      text: '合同载明的地址、电子邮箱和联系人为送达地址，也适用于诉讼文书；变更应书面通知对方，未通知的，按原地址发出即视为送达。',
    },
    { title: '争议解决', text: '因本合同发生的争议，双方协商解决；协商不成的，由乙方所在地人民法院管辖。' },
  ],
  blanks: [],
}
