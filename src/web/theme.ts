import type { ThemeConfig } from 'antd'

/**
 * One accent (petrol), red for danger only; everything else is ink and paper. `ui/ui.css` holds the same
 * values.
 */
export const COLORS = {
  accent: '#0e6b6e',
  accentSoft: '#e3f0ef',
  ink: '#1b2a2f',
  inkSoft: '#546469',
  inkFaint: '#5f6e74',
  line: '#e4e9e8',
  paper: '#ffffff',
  ground: '#f4f6f5',
  danger: '#c2362b',
  warn: '#b9770e',
  calm: '#5f7f9c',
  good: '#2f855a',
} as const

/** The system's own Chinese fonts: nothing to download, and people read what they are used to. */
const FONTS = [
  '-apple-system',
  'BlinkMacSystemFont',
  '"Segoe UI"',
  '"PingFang SC"',
  '"Hiragino Sans GB"',
  '"Microsoft YaHei"',
  '"Noto Sans SC"',
  '"Noto Sans CJK SC"',
  'sans-serif',
]

export const theme: ThemeConfig = {
  token: {
    colorPrimary: COLORS.accent,
    colorLink: COLORS.accent,
    colorInfo: COLORS.accent,
    // The tints that antd derives from so dark an accent are grey; these are the accent's own.
    colorPrimaryBg: COLORS.accentSoft,
    colorPrimaryBgHover: '#d5e8e6',
    colorPrimaryBorder: '#a9cfcc',
    colorPrimaryBorderHover: '#7fb5b2',
    colorPrimaryHover: '#158084',
    colorInfoBg: '#edf5f4',
    colorInfoBorder: '#cfe3e1',
    colorError: COLORS.danger,
    colorWarning: COLORS.warn,
    colorSuccess: COLORS.good,
    colorTextBase: COLORS.ink,
    // antd's own grey for what is not yet filled in is too pale to read.
    colorTextPlaceholder: COLORS.inkFaint,
    // So is the grey it writes notes under a field in.
    colorTextDescription: COLORS.inkSoft,
    colorBgLayout: COLORS.ground,
    colorBorderSecondary: COLORS.line,
    borderRadius: 8,
    fontSize: 14,
    controlHeight: 34,
    fontFamily: FONTS.join(', '),
    // Whoever told the system so gets dialogs and lists that stand still at once.
    motion: !globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches,
    motionDurationMid: '0.15s',
    motionDurationSlow: '0.2s',
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
    Card: { headerFontSize: 15 },
    Segmented: { trackBg: '#e9eeed', itemColor: COLORS.inkSoft },
    Modal: { titleFontSize: 17 },
  },
}
