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
}
