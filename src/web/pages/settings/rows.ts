import type { listPeople } from '../../../api/people.ts'
import type { listPipelines } from '../../../api/settings.ts'
import type { ReplyOf } from '../../api.ts'

export type PersonRow = ReplyOf<typeof listPeople>['items'][number]
export type Pipeline = ReplyOf<typeof listPipelines>['items'][number]
