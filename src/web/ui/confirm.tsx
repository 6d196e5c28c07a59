import { laterOpened } from './later.tsx'

/** Asks before something that matters; nothing of it is there before the first question. */
export const Confirm = laterOpened(async () => (await import('./confirm-dialog.tsx')).ConfirmDialog)
