/** An event whose usual consequence the program may refuse. */
export class PreventableEvent {
  prevented = false
  preventDefault(): void {
    this.prevented = true
  }
}
