# make            this list
# make demo       run the main job on the demonstration data (installs what is missing, builds)
# make test       run all tests (installs what is missing, builds)
# make check      formatting, one room for each C library, no leftovers
# make format     format the sources
# make sanitize   the tests under the address and the thread sanitizer
# make bench      benchmarks against geopandas, HiGHS and spopt (some need PLANNER_REALDATA)
# make browser    try the map page in headless Chromium (installs what is missing)
# make pictures   the pictures of the README, from the demonstration data
# make fuzz       every reader fed with broken bytes, FUZZ_SECONDS (60) each
# make docs       the DocC documentation
# make deps       install the system packages that are missing

SHELL := /bin/bash
OUT ?= demo-output

FUZZ_SECONDS ?= 60

.PHONY: help demo test check format sanitize bench browser pictures fuzz docs deps

help:
	@sed -n 's/^# make/make/p' Makefile

deps:
	@scripts/install-dependencies

demo: deps
	swift build -c release --product planner-cli
	.build/release/planner-cli plan --project geodata/demo/planner.yaml --out $(OUT) --quiet

test: deps
	swift test

check:
	swift format lint --strict -r Sources Tests Package.swift
	scripts/check-rooms

format:
	swift format -i -r Sources Tests Package.swift

sanitize: deps
	ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=suppressions=$(CURDIR)/scripts/lsan.supp \
	  swift test --sanitize=address --scratch-path .build-address --disable-xctest
	swift test --sanitize=thread --scratch-path .build-thread --disable-xctest

bench: deps
	Benchmarks/run

browser:
	@scripts/install-dependencies --browser
	swift build -c release --product planner-cli
	scripts/try-map-in-browser

pictures: browser
	PICTURES=$(CURDIR)/.build/pictures scripts/try-map-in-browser
	.build/release/planner-cli map --project geodata/demo/planner.yaml --quiet --paper A4 \
	  --area 東金市 --area 山武市 --area 九十九里町 --area 大網白里市 --png .build/pictures/paper.png
	mkdir -p Sources/Planner/Planner.docc/Resources
	cp .build/pictures/committee-near.png Sources/Planner/Planner.docc/Resources/map-screen.png
	cp .build/pictures/paper.png Sources/Planner/Planner.docc/Resources/map-paper.png

fuzz: deps
	Fuzz/run $(FUZZ_SECONDS)

docs: deps
	swift package generate-documentation --target Planner --output-path .build/docs
