import type * as api from '../../../../src/api/people.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { type Samples, wholeOrg } from '../sample.ts'

const day = addDays(TODAY, 9)

export const samples: Samples<typeof api> = {
  listPeople: {},
  createPerson: {
    input: (_, org) => ({
      body: { login: 'newcomer', name: '新同事', roles: ['rep'], departmentId: org.departments.one },
    }),
  },
  admitPeople: {
    input: () => ({ body: { people: [{ name: '新来的', roles: ['rep'], departmentName: '销售四部' }] } }),
  },
  updatePerson: {
    input: (r, org) => ({
      params: { id: r.userId },
      body: { login: 'renamed', name: '改名', roles: ['rep'], backupId: org.users.manager },
    }),
    reach: wholeOrg,
  },
  resetPassword: { input: (r) => ({ params: { id: r.userId } }), reach: wholeOrg },
  listDepartments: {},
  saveDepartment: {
    input: (_, org) => ({
      body: { name: '销售三部', parentId: org.departments.top, managerId: org.users.manager },
    }),
  },
  listAbsences: {},
  // Everybody announces the own absence; a colleague's needs person.write.
  recordAbsence: {
    input: (r, org) => ({
      body: { userId: r.userId, fromDay: day, toDay: day, backupId: org.users.manager },
    }),
    reach: ({ isOwner, may }) => isOwner || may('person.write'),
  },
  voidAbsence: {
    input: (r) => ({ params: { id: r.absenceId } }),
    reach: ({ isOwner, may }) => isOwner || may('person.write'),
  },
}
