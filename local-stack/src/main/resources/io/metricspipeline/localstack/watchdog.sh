# Ends what the launcher leaves behind. Reads "watch X" and "forget X" from the launcher through a pipe, X being a pid or
# a file whose first line is a pid (PostgreSQL's). The pipe ends when the launcher does, also by kill -9: then everything
# still watched is told to stop, and killed when it has not after five seconds.
trap '' HUP INT TERM

watched=
while read -r verb what; do
    others=
    for entry in $watched; do
        [ "$entry" = "$what" ] || others="$others $entry"
    done
    watched=$others
    [ "$verb" = watch ] && watched="$what $watched"
done

# Succeeds while somebody is there to be told. SIGINT is PostgreSQL's fast shutdown; its SIGTERM waits for every client.
tell() {
    someone=1
    for entry in $watched; do
        signal=$1
        pid=$entry
        case $entry in *.pid)
            [ "$signal" = TERM ] && signal=INT
            pid=$(head -n 1 "$entry" 2>/dev/null)
            ;;
        esac
        [ -n "$pid" ] && kill -s "$signal" "$pid" 2>/dev/null && someone=0
    done
    return $someone
}

tell TERM
tenths=0
while [ $tenths -lt 50 ] && tell 0; do
    sleep 0.1
    tenths=$((tenths + 1))
done
tell KILL
