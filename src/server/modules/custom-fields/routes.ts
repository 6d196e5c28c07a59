import * as api from '../../../api/custom-fields.ts'
import { type App, serve } from '../../platform/serve.ts'
import { countValues, listFields } from './field-rows.ts'
import { createField, orderFields, retireField, updateField } from './save-field.ts'

export function customFieldsRoutes(app: App): void {
  serve(app, api.listCustomFields, (ctx) => listFields(ctx))
  serve(app, api.countCustomFields, (ctx) => countValues(ctx))
  serve(app, api.createCustomField, (ctx, { body }) => createField(ctx, body))
  serve(app, api.updateCustomField, (ctx, { params, body }) => updateField(ctx, params.id, body))
  serve(app, api.retireCustomField, (ctx, { params, body }) => retireField(ctx, params.id, body.retired))
  serve(app, api.orderCustomFields, (ctx, { body }) => orderFields(ctx, body.record, body.ids))
}
