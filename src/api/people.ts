import { z } from 'zod'
import { PEOPLE_MAX } from '../core/identity/people-table.ts'
import { ROLES } from '../core/permission.ts'
import { can } from './paging.ts'
import { day, id, instant, route } from './route.ts'

const role = z.enum(ROLES)

export const personRow = z.object({
  id,
  version: z.int(),
  login: z.string(),
  name: z.string(),
  staffNo: z.string().nullable(),
  aliases: z.array(z.string()),
  email: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  departmentId: id.nullable(),
  departmentName: z.string().nullable(),
  backupId: id.nullable(),
  backupName: z.string().nullable(),
  roles: z.array(role),
  status: z.enum(['active', 'inactive', 'imported']),
  wecomUserid: z.string().nullable(),
  dingtalkPhone: z.string().nullable(),
  feishuOpenId: z.string().nullable(),
  absentNow: z.boolean(),
  customers: z.int(),
  openAlerts: z.int(),
})

export const listPeople = route({
  id: 'people.list',
  method: 'GET',
  path: '/api/people',
  permission: 'person.read',
  summary: 'Everybody of the organisation with department, roles and status',
  reply: z.object({ items: z.array(personRow), can: z.object({ write: can }) }),
})

export const personInput = z.object({
  login: z.string().trim().min(1).max(100),
  name: z.string().trim().min(1).max(60),
  staffNo: z.string().max(40).nullish(),
  aliases: z.array(z.string().max(60)).max(20).default([]),
  email: z.string().max(120).nullish(),
  phone: z.string().max(40).nullish(),
  departmentId: id.nullish(),
  backupId: id.nullish(),
  roles: z.array(role).min(1),
  wecomUserid: z.string().max(64).nullish(),
  dingtalkPhone: z.string().max(20).nullish(),
  feishuOpenId: z.string().max(64).nullish(),
})

export const createPerson = route({
  id: 'people.create',
  method: 'POST',
  path: '/api/people',
  permission: 'person.write',
  summary: 'Adds a person and returns a one-time sign-in link',
  body: personInput,
  reply: z.object({ id, link: z.string() }),
})

/** What becomes of somebody in a list: new, known from a ledger and now let in, or here already. */
export const ADMISSIONS = ['added', 'admitted', 'known'] as const

export const admitPeople = route({
  id: 'people.admit',
  method: 'POST',
  path: '/api/people/admit',
  permission: 'person.write',
  summary: 'Lets a list of people in at once: names found in ledgers become users, the others are added',
  body: z.object({
    people: z
      .array(
        z.object({
          name: z.string().trim().min(1).max(60),
          departmentName: z.string().trim().min(1).max(60).nullish(),
          roles: z.array(role).min(1),
          staffNo: z.string().trim().min(1).max(40).nullish(),
          phone: z.string().trim().max(40).nullish(),
          email: z.string().trim().max(120).nullish(),
          /** without one: letters of the name */
          login: z.string().trim().min(1).max(100).nullish(),
        }),
      )
      .min(1)
      .max(PEOPLE_MAX),
  }),
  reply: z.object({
    people: z.array(
      z.object({
        id,
        name: z.string(),
        login: z.string(),
        outcome: z.enum(ADMISSIONS),
        /** one-time, shown once; null for those who were here */
        link: z.string().nullable(),
      }),
    ),
    expiresAt: instant,
  }),
})

export const updatePerson = route({
  id: 'people.update',
  method: 'PUT',
  isVersioned: true,
  path: '/api/people/:id',
  permission: 'person.write',
  summary: 'Edits a person; nobody can take the last boss away',
  params: z.object({ id }),
  body: personInput,
  reply: z.object({ id, version: z.int() }),
})

export const resetPassword = route({
  id: 'people.resetPassword',
  method: 'POST',
  path: '/api/people/:id/reset-password',
  permission: 'person.write',
  summary: 'Ends all sessions of a person and returns a one-time link',
  params: z.object({ id }),
  reply: z.object({ link: z.string(), expiresAt: instant }),
})

export const listDepartments = route({
  id: 'departments.list',
  method: 'GET',
  path: '/api/departments',
  permission: 'person.read',
  summary: 'The department tree with managers',
  reply: z.object({
    items: z.array(
      z.object({
        id,
        name: z.string(),
        parentId: id.nullable(),
        managerId: id.nullable(),
        managerName: z.string().nullable(),
        people: z.int(),
        version: z.int(),
      }),
    ),
  }),
})

export const saveDepartment = route({
  id: 'departments.save',
  method: 'POST',
  path: '/api/departments',
  permission: 'person.write',
  summary: 'Adds or edits a department; a circle is refused',
  body: z.object({
    id: id.optional(),
    name: z.string().trim().min(1).max(60),
    parentId: id.nullish(),
    managerId: id.nullish(),
  }),
  reply: z.object({ id }),
})

export const listAbsences = route({
  id: 'absences.list',
  method: 'GET',
  path: '/api/absences',
  permission: 'person.read',
  summary: 'Absences from 30 days ago on',
  reply: z.object({
    items: z.array(
      z.object({
        id,
        userId: id,
        userName: z.string(),
        fromDay: day,
        toDay: day,
        backupId: id.nullable(),
        backupName: z.string().nullable(),
        reason: z.string(),
      }),
    ),
  }),
})

export const recordAbsence = route({
  id: 'absences.record',
  method: 'POST',
  path: '/api/absences',
  permission: 'signed-in',
  summary: 'Records an absence: one’s own, or anybody’s with person.write; alerts go to the backup meanwhile',
  body: z.object({
    userId: id,
    fromDay: day,
    toDay: day,
    backupId: id.nullish(),
    reason: z.string().max(100).default(''),
  }),
  reply: z.object({ id }),
})

export const voidAbsence = route({
  id: 'absences.void',
  method: 'POST',
  path: '/api/absences/:id/void',
  permission: 'signed-in',
  summary: 'Takes an absence back',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
