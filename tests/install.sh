# Sourced by tests/demo.sh and tests/run.sh: installs the packages of
# tests/packages.txt that are missing, by their groups.
#
# In the list "a|b" is whichever of the two there is to be had, and "p?c" is
# installed only where the command c is absent.

# Like grep -q, but reads to the end: a pipe that breaks is a failure here.
has() {
  grep "$@" >/dev/null
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

is_installed() {
  dpkg-query -W -f '${Status}' "$1" 2>/dev/null | has '^install ok installed$'
}

# missing_packages GROUP...
missing_packages() {
  grep -v '^#' "$source_dir/tests/packages.txt" | while read -r group name; do
    case " $* " in
    *" $group "*) ;;
    *) continue ;;
    esac
    case $name in
    *\?*)
      command -v "${name#*\?}" >/dev/null 2>&1 || printf '%s\n' "${name%\?*}"
      ;;
    *\|*)
      found=
      for choice in $(printf '%s' "$name" | tr '|' ' '); do
        is_installed "$choice" && found=1
      done
      [ -n "$found" ] || printf '%s\n' "$name"
      ;;
    *) is_installed "$name" || printf '%s\n' "$name" ;;
    esac
  done
}

# install_packages GROUP...
install_packages() {
  wanted=$(missing_packages "$@")
  if [ -z "$wanted" ]; then
    echo "Packages: all there already."
    return 0
  fi
  as_root apt-get update -qq >/dev/null
  names=
  for name in $wanted; do
    for choice in $(printf '%s' "$name" | tr '|' ' '); do
      if apt-cache show "$choice" >/dev/null 2>&1; then
        names="$names $choice"
        break
      fi
    done
  done
  echo "Packages installed:$names"
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends $names >/dev/null
}
