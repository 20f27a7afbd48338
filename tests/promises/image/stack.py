#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The stack under push, fit, predict and adapt: a bound from the linked image beside the depth that the image prints when it runs.

    stack.py --board NAME --image FILE --objdump TOOL --table CSV [--update] -- COMMAND...

The bound is the deepest way through the calls of the disassembly, each function with all that it ever takes from the
stack pointer; a tail call gives the frame back first. Recursion, an indirect call or a frame of no fixed size is an error, and so
is a bound above its ceiling, a depth above its bound, and a row of the table that says otherwise. `--update` writes the row.
"""
import argparse
import csv
import re
import subprocess
import sys

ROOTS = {"push": "push_sample", "fit": "fit_model", "predict": "predict_sample", "adapt": "adapt_sample"}
CEILING = {"push": 256, "fit": 1024, "predict": 256, "adapt": 512}
# Where a division by zero goes: the library divides by counts, which are at least 1.
ENDS = {"__aeabi_idiv0", "__aeabi_ldiv0"}
FIELDS = ["board", "operation", "bound", "measured", "ceiling"]


class Function:
    """What one function takes from the stack and where it goes."""

    def __init__(self):
        self.frame = 0
        self.calls = set()
        self.jumps = set()  # with the frame given back
        self.faults = set()


def count_registers(text):
    """Of a list such as {r4, r5-r7, lr}, in bytes."""
    total = 0
    for part in re.search(r"\{(.*?)\}", text)[1].split(","):
        name = re.match(r"([a-z]+)(\d+)-[a-z]+(\d+)", part.strip())
        total += int(name[3]) - int(name[2]) + 1 if name else 1
    return total * (8 if re.search(r"\{\s*d\d", text) else 4)


def taken(op, args, literals):
    """Bytes that an instruction takes from the stack pointer; None if they are not fixed."""
    if re.match(r"v?push", op) or (re.match(r"v?stmdb|vstmdb|fstmdb", op) and args.startswith("sp!")):
        return count_registers(args)
    write_back = re.search(r"\[sp, #-(\d+)\]!", args)
    if write_back:  # str, stp
        return int(write_back[1])
    step = re.match(r"sp, (?:sp, )?#?(-?\w+)(, lsl #12)?$", args)
    if step and re.match(r"(sub|add|addi|c\.addi)", op):
        sign = -1 if op.startswith("sub") else 1
        if step[1] in literals:
            amount = literals[step[1]]
        elif re.match(r"-?\d+$|0x", step[1]):
            amount = int(step[1], 0) << (12 if step[2] else 0)
        else:
            return None
        return max(0, -sign * amount)
    return 0


def read_image(objdump, image):
    """Every function of the image."""
    listing = subprocess.run([objdump, "-d", "--no-show-raw-insn", image], capture_output=True, text=True, check=True).stdout
    words = {int(m[1], 16): int(m[2], 16) for m in re.finditer(r"^\s*([0-9a-f]+):\s+\.word\s+0x([0-9a-f]+)", listing, re.M)}
    functions, here, literals, recent = {}, None, {}, []
    for line in listing.splitlines():
        title = re.match(r"^[0-9a-f]+ <(.+)>:$", line)
        if title:
            here, literals = functions.setdefault(title[1], Function()), {}
            name = title[1]
            continue
        code = re.match(r"^\s*[0-9a-f]+:\s+(\S+)\s*(.*)$", line)
        if not code or here is None:
            continue
        op, args = code[1], re.sub(r",\s*", ", ", re.sub(r"\s*(;|//|@ |#\s).*$", "", code[2]).strip())
        note_literal(op, re.sub(r",\s*", ", ", code[2]), words, literals)
        amount = taken(op, args, literals)
        if amount is None:
            here.faults.add("a frame of no fixed size")
        here.frame += amount or 0
        follow(op, args, name, here, recent)
        recent = recent[-5:] + [(op, args)]
    return functions


def note_literal(op, text, words, literals):
    """Remembers a constant that a register was given."""
    load = re.match(r"(\w+), \[pc, #\d+\]\s*[;@]?\s*\(([0-9a-f]+)", text)
    fixed = re.match(r"(\w+),\s*#?(-?(?:0x)?[0-9a-f]+)$", text)
    if load and op.startswith("ldr") and int(load[2], 16) in words:
        value = words[int(load[2], 16)]
        literals[load[1]] = value - (1 << 32) if value >> 31 else value
    elif fixed and re.match(r"(movs?|movw|li|mov\.w)$", op):
        literals[fixed[1]] = int(fixed[2], 0)


def follow(op, args, name, here, recent):
    """Notes where an instruction leads; `recent`: the instructions before it."""
    target = re.match(r"b|cb|tb|j|call|tail", op) and re.search(r"<([^>+]+)(\+0x[0-9a-f]+)?>$", args)
    if target and target[1] == name and target[2]:
        return
    millicode = target and re.match(r"__riscv_(save|restore)_(\d+)$", target[1])
    if millicode:  # saves registers on the stack of the function that calls it, and gives them back at its end
        here.frame += (int(millicode[2]) // 4 + 1) * 16 if millicode[1] == "save" else 0
        return
    call = re.match(r"(bl|blx|jal|call)(\.[nw])?$", op) and not re.match(r"zero,", args)
    if target and call:
        here.calls.add(target[1])
    elif target and target[1] != name:
        # The cold part of a function shares its frame.
        (here.calls if ".cold" in target[1] or ".cold" in name else here.jumps).add(target[1])
    elif target and not target[2] and re.match(r"b(\.[nw])?$|j$", op):
        here.jumps.add(name)  # a loop around the whole function, or a tail call of itself: no frame grows
    elif not target and indirect(op, args, name) and not through_table(op, args, recent):
        here.faults.add("an indirect call: " + op + " " + args)


# libgcc's arithmetic for RISC-V: functions that call nobody, and jump through a table of their own.
LEAVES = ("__addsf3", "__subsf3", "__mulsf3", "__divsf3")


def through_table(op, args, recent):
    """Whether a jump of RISC-V is that of a switch: an index times four, and its address loaded from a table."""
    loaded = any(o == "lw" and a.startswith(args + ",") for o, a in recent)
    return op == "jr" and loaded and any(o in ("sll", "slli") and re.search(r", (0x)?2$", a) for o, a in recent)


def indirect(op, args, name):
    if op == "jr" and name in LEAVES:
        return False
    if op in ("blr", "br", "jalr", "jr", "blx") or (op == "bx" and args != "lr"):
        return args not in ("lr", "ra")
    # mov pc and add pc are the jumps of a switch, which stay in their function.
    return bool(re.match(r"ldr(\.w)?$", op) and args.startswith("pc,") and "[sp]" not in args)


def bound(functions, root, path=()):
    """Bytes under `root` and the way that takes them; raises ValueError on what cannot be bounded."""
    if root in ENDS:
        return 0, (root,)
    if root in path:
        raise ValueError("recursion: " + " > ".join(path[path.index(root):] + (root,)))
    function = functions[root]
    if function.faults:
        raise ValueError(" > ".join(path + (root,)) + ": " + ", ".join(sorted(function.faults)))
    best = (function.frame, (root,))
    for held, nexts in ((function.frame, function.calls), (0, function.jumps - {root})):
        for each in sorted(nexts):
            if each in functions:
                depth, way = bound(functions, each, path + (root,))
                best = max(best, (held + depth, (root,) + way))
    return best


def describe(functions, way):
    """The frames along a way, names as in the source."""
    names = subprocess.run(["c++filt", "-p"], input="\n".join(way), capture_output=True, text=True, check=True).stdout.split("\n")
    return "\n".join("  %5d  %s" % (functions[f].frame, n) for f, n in zip(way, names))


def run_image(command):
    """What the image measured."""
    run = subprocess.run(command, capture_output=True, text=True)
    found = dict(re.findall(r"^(\w+)\s+(\d+)$", run.stdout + run.stderr, re.M))
    if run.returncode != 0 or set(found) != set(ROOTS):
        sys.exit("the image ended with %d:\n%s%s" % (run.returncode, run.stdout, run.stderr))
    return {operation: int(depth) for operation, depth in found.items()}


def read_table(path):
    with open(path, newline="", encoding="ascii") as file:
        return list(csv.DictReader(file))


def main():
    parser = argparse.ArgumentParser()
    for option in ("board", "image", "objdump", "table"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()

    functions, measured = read_image(given.objdump, given.image), run_image(given.command)
    table = read_table(given.table)
    ceilings = CEILING | {row["operation"]: int(row["ceiling"]) for row in table if row["board"] == given.board}
    rows, wrong = [], []
    for operation, root in ROOTS.items():
        try:
            depth, way = bound(functions, root)
        except ValueError as error:
            sys.exit("%s: %s" % (operation, error))
        row = dict(zip(FIELDS, map(str, (given.board, operation, depth, measured[operation], ceilings[operation]))))
        print(",".join(row.values()))
        rows.append(row)
        if depth > ceilings[operation]:
            wrong.append("%s: %d bytes are more than %d:\n%s" % (operation, depth, ceilings[operation], describe(functions, way)))
        if measured[operation] > depth:
            wrong.append("%s: %d bytes were measured, more than the bound" % (operation, measured[operation]))

    if given.update:
        table = [row for row in table if row["board"] != given.board] + rows
        with open(given.table, "w", newline="", encoding="ascii") as file:
            writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(sorted(table, key=lambda row: row["board"]))
    elif [row for row in table if row["board"] == given.board] != rows:
        wrong.append("the table says otherwise: %s" % given.table)
    sys.exit("\n".join(wrong) if wrong else 0)


main()
