# Needs build/messages.sh to be read first.

hello() {
  printf "$MSG_HELLO\n" "$1"
}

farewell() {
  printf "$MSG_FAREWELL\n" "$1"
}

thanks() {
  printf "$MSG_THANKS\n" "$1"
}
