"""Tries the map page in headless Chromium: make browser.

Usage: map_page.py COMMITTEE.html PUBLIC.html HOSTILE.html PICTURES
Needs Debian's python3-selenium, chromium and chromium-driver.
"""

import json
import pathlib
import sys
import time

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

failures = []


def check(holds, what):
    print(("ok   " if holds else "FAIL ") + what)
    if not holds:
        failures.append(what)


def browser(width, height):
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--force-device-scale-factor=1", f"--window-size={width},{height}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def opened(driver, path, fragment=""):
    driver.get("about:blank")
    start = time.monotonic()
    driver.get(pathlib.Path(path).resolve().as_uri() + fragment)
    WebDriverWait(driver, 20).until(
        lambda d: d.execute_script("return document.documentElement.dataset.ready") == "true")
    return time.monotonic() - start


def requests(driver):
    urls = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            urls.append(message["params"]["request"]["url"])
    return [url for url in urls if url.startswith("http")]


def text(driver, name):
    return driver.find_element(By.ID, name).text


def data(driver):
    return driver.execute_script(
        "return JSON.parse(document.getElementById('planner-data').textContent)")


def popup(driver):
    """What the newest popup says, once it has faded in; nothing where none opens."""
    def shown(driver):
        found = driver.find_elements(By.CSS_SELECTOR, ".leaflet-popup-content")
        return found[-1].text if found else ""
    try:
        return WebDriverWait(
            driver, 5, ignored_exceptions=[StaleElementReferenceException]).until(shown)
    except TimeoutException:
        return ""


def click(driver, node):
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", node)
    node.click()


def main():
    committee, public, hostile, pictures = sys.argv[1:5]
    pathlib.Path(pictures).mkdir(parents=True, exist_ok=True)
    driver = browser(1400, 900)
    try:
        seconds = opened(driver, committee)
        known = data(driver)
        size = pathlib.Path(committee).stat().st_size
        print(f"     ready in {seconds:.2f} s, {size / 1e6:.2f} MB")
        check(size < 3e6, "under 3 MB")
        check(seconds < 2, "ready in under 2 s")
        driver.save_screenshot(pictures + "/committee.png")
        region = known["region"]
        check(f"{region['covered']['residents']:,}" in text(driver, "finding"),
              "the finding is the figure of the run")
        icons = lambda: len(driver.find_elements(By.CSS_SELECTOR, ".station-icon"))
        check(icons() == len(known["stations"]), "every station has a mark")

        Select(driver.find_element(By.ID, "service")).select_by_value("cafeteria")
        offering = [s for s in known["stations"] if "cafeteria" in s["services"]]
        check(icons() == len(offering), "a service shows its stations alone")
        check(f"{region['byService']['cafeteria']['residents']:,}" in text(driver, "finding"),
              "and its own figure")
        if "65+" in region["covered"]:
            Select(driver.find_element(By.ID, "age")).select_by_value("65+")
            check(f"{region['byService']['cafeteria']['65+']:,}" in text(driver, "finding"),
                  "an age band has its own figure")
        address = driver.execute_script("return location.hash")
        check("s=cafeteria" in address, "the address holds the question")
        opened(driver, committee, address)
        check(icons() == len(offering) and "cafeteria" == Select(
            driver.find_element(By.ID, "service")).first_selected_option.get_attribute("value"),
            "and brings it back")
        Select(driver.find_element(By.ID, "age")).select_by_value("residents")
        Select(driver.find_element(By.ID, "service")).select_by_value("cool")
        Select(driver.find_element(By.ID, "month")).select_by_value("1")
        check(icons() == 0, "no cool station in January")
        check(text(driver, "finding").count("うち0人（0.0%）") == 1,
              "and nobody is within reach of one")
        Select(driver.find_element(By.ID, "service")).select_by_value("")
        winter = next(i for i, months in enumerate(known["seasons"]) if 1 in months)
        check(f"{region['seasons'][winter]['covered']['residents']:,}" in text(driver, "finding"),
              "a month has its own figure")
        Select(driver.find_element(By.ID, "service")).select_by_value("")
        Select(driver.find_element(By.ID, "month")).select_by_value("0")

        for tab, layer in (("gaps", "gaps"), ("steps", "steps")):
            button = driver.find_element(By.CSS_SELECTOR, f".tabs [data-tab={tab}]")
            if not button.is_displayed():
                continue
            click(driver, button)
            items = driver.find_elements(By.CSS_SELECTOR, "#list button")
            check(len(items) == len(known[layer]), f"the list of {layer} is whole")
            click(driver, items[0])
            check(known[layer][0]["sentence"] in popup(driver), f"{layer}: pressed, it explains")
        click(driver, driver.find_element(By.CSS_SELECTOR, ".tabs [data-tab=areas]"))
        check(len(driver.find_elements(By.CSS_SELECTOR, "#list button")) == len(known["areas"]),
              "the list of municipalities is whole")

        search = driver.find_element(By.ID, "search")
        for word, expected in (("とうがね", "東金市"), ("東金", "東金市"), ("トウガネ", "東金市")):
            search.clear()
            search.send_keys(word)
            found = [b.text for b in driver.find_elements(By.CSS_SELECTOR, "#results button")]
            check(expected in found, f"{word} finds {expected}")
        search.clear()
        search.send_keys("zzzz")
        check(len(driver.find_elements(By.CSS_SELECTOR, "#results button")) == 0,
              "what is not there is not found")
        search.clear()

        box = driver.find_element(By.ID, "layer-stations")
        click(driver, box)
        check(icons() == 0, "a layer can be switched off")
        click(driver, box)
        check(icons() == len(known["stations"]), "and on")

        check(len(known["bands"]) > 1, "there are several walks")
        painted = lambda: driver.execute_script(
            "return document.querySelector('.leaflet-catchments-pane canvas').toDataURL()")
        opened(driver, committee)
        time.sleep(0.3)
        whole = painted()
        click(driver, driver.find_element(By.ID, "band-1"))
        time.sleep(0.3)
        check(painted() != whole, "a walk can be switched off")
        opened(driver, committee, driver.execute_script("return location.hash"))
        check(not driver.find_element(By.ID, "band-1").is_selected(), "and the address holds it")
        opened(driver, committee)

        driver.execute_script("document.getElementById('map').focus()")
        before = driver.execute_script("return location.hash")
        driver.find_element(By.ID, "map").send_keys(Keys.ARROW_LEFT)
        time.sleep(0.8)
        check(driver.execute_script("return location.hash") != before, "arrow keys move the map")
        unnamed = driver.execute_script(
            "return [...document.querySelectorAll('button, select, input')].filter((node) =>"
            " !(node.textContent.trim() || node.ariaLabel || node.labels?.length)).length")
        check(unnamed == 0, "every control has a name")
        click(driver, driver.find_element(By.ID, "layer-flows")) if known["flows"] else None
        opened(driver, committee, "#z=12&lat=35.62&lon=140.40&l=coverage,catchments,gaps,stations,flows")
        driver.save_screenshot(pictures + "/committee-near.png")

        seconds = opened(driver, public)
        driver.save_screenshot(pictures + "/public.png")
        check("内部資料" not in driver.page_source, "the public edition is not marked as internal")
        Select(driver.find_element(By.ID, "service")).select_by_value("cool")
        check(text(driver, "finding") == "", "no figure is shown for what is not published")

        opened(driver, hostile)
        names = [s["name"] for s in data(driver)["stations"]]
        for number in range(min(12, len(names))):
            driver.execute_script(
                "document.querySelectorAll('.station-icon')[arguments[0]].click()", number)
            markup = driver.execute_script(
                "return document.querySelectorAll('.leaflet-popup script, .leaflet-popup img').length")
            check(markup == 0 and popup(driver) != "", f"station {number}: its name is text")
        check(driver.execute_script("return window.hacked") is None, "hostile names do nothing")
        check(any("<img" in name for name in names) and
              driver.execute_script("return document.querySelectorAll('.leaflet-popup img').length") == 0,
              "and are shown as text")

        driver.set_window_size(390, 844)
        opened(driver, committee)
        driver.save_screenshot(pictures + "/phone.png")
        wide = driver.execute_script("return document.documentElement.scrollWidth")
        check(wide <= driver.execute_script("return innerWidth"), "nothing is wider than a phone")

        severe = [entry["message"] for entry in driver.get_log("browser")
                  if entry["level"] in ("SEVERE", "WARNING")]
        check(not severe, f"nothing on the console {severe[:3]}")
        sent = requests(driver)
        check(not sent, f"no request leaves the machine {sent[:3]}")
    finally:
        driver.quit()
    if failures:
        sys.exit(f"{len(failures)} of the checks failed")


main()
