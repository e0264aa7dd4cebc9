declare module 'virtual:land' {
  /** An SVG path in the units of map/projection.ts. */
  const path: string
  export default path
}
