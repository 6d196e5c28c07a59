/** What the stand-ins know, in the words of neither of them. */
export type StandInCompany = {
  name: string
  code: string
  status: string
  legalRep: string
  capital: string
  founded: string
  address: string
  scope: string
  owners: { name: string; isPerson: boolean; percent: string }[]
  dishonest: { on: string; number: string; court: string }[]
  enforced: { on: string; number: string; court: string; money: string }[]
  penalties: { on: string; number: string; reason: string; office: string }[]
  abnormal: { on: string; reason: string; ended: string }[]
  pledges: { on: string; number: string; amount: string; isOver: boolean }[]
  changes: { on: string; item: string; before: string; after: string }[]
}

export function standInCompany(over: Partial<StandInCompany> = {}): StandInCompany {
  return {
    ...{ name: '宁波海曙轴承有限公司', code: '91330203MA2AFLX51L', status: '存续（在营、开业、在册）' },
    ...{ legalRep: '周立群', capital: '1000万元人民币', founded: '2012-03-09' },
    ...{ address: '浙江省宁波市海曙区环城西路 18 号', scope: '轴承的制造、销售' },
    owners: [
      { name: '宁波甬东控股有限公司', isPerson: false, percent: '70%' },
      { name: '周立群', isPerson: true, percent: '30%' },
    ],
    ...{ dishonest: [], enforced: [], penalties: [], abnormal: [], pledges: [], changes: [] },
    ...over,
  }
}
