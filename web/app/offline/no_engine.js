/** Stands where the engine is in files that find no ways. */
export class Engine {
  async open() {}
}
